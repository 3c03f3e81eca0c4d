"""Reads a network that Keras 2 stored as HDF5, and writes its weights in the layout of .keras files.

Keras 2 has an error: in a thread that has saved one .keras file, it writes all later ones as HDF5. Earlier
versions of the lab did not know this, so the model.keras of an older run may be such a file.
"""

import json
from io import BytesIO
from typing import Any

SIGNATURE = b"\x89HDF\r\n\x1a\n"
"""The first bytes of an HDF5 file."""
GROUPS = {"Conv2D": "conv2d", "Dense": "dense"}
"""For each layer with weights: the first part of the name of its group in a .keras file."""


def read_h5(content: bytes) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """The network in an HDF5 file, in the three parts of a .keras file: config, metadata, weights.

    In a .keras file, the weights of the second dense layer are `layers/dense_1/vars/0` and so on: the group has
    the kind of the layer, and a number from the second layer of this kind on.

    Raises:
        OSError, LookupError, TypeError, ValueError, RuntimeError: If the file is damaged.
    """
    import h5py

    with h5py.File(BytesIO(content), "r") as file:
        config = json.loads(file.attrs["model_config"])
        metadata = {"date_saved": ""}
        arrays = {
            layer: [group[name][()] for name in group.attrs["weight_names"]]
            for layer, group in file["model_weights"].items()
        }
    layers = config["config"]["layers"]
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        counts: dict[str, int] = {}
        for layer in layers:
            if (group := GROUPS.get(layer["class_name"])) is None:
                continue
            number = counts[group] = counts.get(group, -1) + 1
            path = f"layers/{group}_{number}" if number else f"layers/{group}"
            for index, values in enumerate(arrays[layer["config"]["name"]]):
                file[f"{path}/vars/{index}"] = values
    in_zip = {"module": "keras.layers", "registered_name": None}
    described = [layer | in_zip for layer in layers]
    return (
        {
            "module": "keras",
            "class_name": config["class_name"],
            "config": config["config"] | {"layers": described},
            "registered_name": None,
        },
        metadata,
        buffer.getvalue(),
    )
