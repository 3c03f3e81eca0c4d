"""The model of a run as a .keras file for Keras 3, made from the stored file of Keras 2 without any Keras."""

import json
import zipfile
import zlib
from io import BytesIO
from typing import Any

from pruning_core.errors import ModelFileError
from pruning_core.exports.keras2_h5 import SIGNATURE, read_h5
from pruning_core.results.model_results import KERAS
from pruning_core.results.programs import KERAS3
from pruning_core.texts import gettext

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
FIRST_VERSION = "3.0.0"
"""The first Keras with this layout. Later versions read it too."""
INPUT, INPUT_SHAPE, KERAS3_INPUT_SHAPE = "InputLayer", "batch_input_shape", "batch_shape"
RANDOM_GENERATOR = "rng_type"
"""An argument that Keras 2 stores for dropout if its generator is a variable, as in the lab. Keras 3 refuses it."""
SAME_IN_BOTH = frozenset({INPUT, "Conv2D", "Dense", "Dropout", "Flatten", "MaxPooling2D"})
"""The layers whose arguments and weights are the same in Keras 2 and 3. A test compares the outputs of both."""
MAX_UNPACKED_BYTES = 256_000_000
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""The errors of `zipfile`, of `json`, and of a config with missing parts or parts of another type."""


def keras3_file(content: bytes) -> bytes:
    """A .keras file that `keras.models.load_model` of Keras 3 opens. It has the same network and weights.

    Both versions of Keras store a config and the weights in one zip archive, and the same layout of the
    weights. So the weights are copied byte by byte. Only the config differs: Keras 3 has another name for
    the shape of the input, only the input layer may have this shape, and the kind of random generator has no name.
    Equal contents give equal files.

    Sources: tf_keras/src/saving/saving_lib.py (2.21.0), keras/src/saving/saving_lib.py (3.0 to 3.15).

    Args:
        content: The `model.keras` of a run: a `Sequential` network, saved by Keras 2. In older runs it may be an
            HDF5 file: see `keras2_h5`.

    Raises:
        ModelFileError: If the content is not such a file, or has a layer that was never compared.
    """
    try:
        read = read_h5 if content.startswith(SIGNATURE) else read_zip
        config, metadata, weights = read(content)
        layers = config["config"]["layers"]
        entries: dict[str, str | bytes] = {
            METADATA: json.dumps(metadata | {"keras_version": FIRST_VERSION}),
            CONFIG: json.dumps(
                config | {"config": config["config"] | {"layers": [*map(keras3_layer, layers)]}}
            ),
            WEIGHTS: weights,
        }
    except DAMAGE as error:
        raise unusable() from error
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, entry in entries.items():
            # Without a date of its own, the entry would have the current time.
            archive.writestr(zipfile.ZipInfo(name), entry)
    return buffer.getvalue()


def read_zip(content: bytes) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """The config, the metadata and the weights in a .keras file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        check_size(archive)
        config = json.loads(archive.read(CONFIG))
        metadata = json.loads(archive.read(METADATA))
        return config, metadata, archive.read(WEIGHTS)


def keras3_layer(layer: dict[str, Any]) -> dict[str, Any]:
    """The description of a layer for Keras 3.

    Raises:
        ModelFileError: If this kind of layer was never compared.
    """
    kind = layer["class_name"]
    if kind not in SAME_IN_BOTH:
        raise ModelFileError(
            gettext(
                "{keras3} cannot be made: the layer {kind} was not compared between Keras 2 and 3. Use {keras} with "
                "Keras 2",
                keras3=KERAS3,
                kind=kind,
                keras=KERAS,
            )
        )
    arguments = dict(layer["config"])
    arguments.pop(RANDOM_GENERATOR, None)
    input_shape = arguments.pop(INPUT_SHAPE, None)
    if kind == INPUT:
        arguments[KERAS3_INPUT_SHAPE] = input_shape
    return layer | {"config": arguments}


def check_size(archive: zipfile.ZipFile) -> None:
    """Raise ModelFileError if the unpacked archive would need too much memory."""
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
        raise unusable()


def unusable() -> ModelFileError:
    """The error for a file that Keras 2 did not write, or that is damaged."""
    return ModelFileError(
        gettext(
            "{keras3} cannot be made, because {keras} is damaged: run the training again to get it",
            keras3=KERAS3,
            keras=KERAS,
        )
    )
