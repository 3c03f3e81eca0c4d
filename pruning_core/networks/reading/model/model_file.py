"""Recognises a model file by its first bytes, and reads its layers."""

from pathlib import Path

from pruning_core.errors import LayerTableError
from pruning_core.networks.reading.layer_reading import LayerReading
from pruning_core.networks.reading.model.contents import ModelContents
from pruning_core.networks.reading.model.h5_file import read_h5_file
from pruning_core.networks.reading.model.keras_file import read_keras_file
from pruning_core.networks.reading.model.model_layers import read_contents
from pruning_core.texts import gettext

ZIP = b"PK\x03\x04"
HDF5 = b"\x89HDF\r\n\x1a\n"


def read_file(path: Path) -> LayerReading:
    """The layers of a `.keras`, `.h5` or `.weights.h5` file. The values of the weights are not read.

    Raises:
        LayerTableError: If the file cannot be read, or is not a model file of Keras.
    """
    try:
        return read_contents(contents_of(path))
    except OSError as error:
        raise LayerTableError(
            "file",
            gettext(
                "the file {name} cannot be read: {problem}",
                name=path.name,
                problem=error.strerror or type(error).__name__,
            ),
        ) from None


def begins_like_a_model(start: bytes) -> bool:
    r"""Whether the first bytes of a file are those of a `.keras` or an `.h5` file.

    >>> begins_like_a_model(b"PK\x03\x04"), begins_like_a_model(b"conv1: 3x3x64x128")
    (True, False)
    """
    return start.startswith((ZIP, HDF5))


def contents_of(path: Path) -> ModelContents:
    """The config and the shapes in a file. The name of the file has no effect."""
    with path.open("rb") as file:
        start = file.read(len(HDF5))
    if start.startswith(ZIP):
        return read_keras_file(path)
    if start == HDF5:
        return read_h5_file(path)
    raise LayerTableError(
        "file",
        gettext(
            "{name} is not a model file of Keras: open a .keras or an .h5 file, for example from "
            'model.save("model.keras")',
            name=path.name,
        ),
    )
