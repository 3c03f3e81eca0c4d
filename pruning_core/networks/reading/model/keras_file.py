"""Reads the config in a `.keras` file, which is a ZIP archive. The weights are not read."""

import zipfile
import zlib
from pathlib import Path

from pruning_core.errors import LayerTableError
from pruning_core.networks.reading.model.contents import MAX_CONFIG_CHARACTERS, ModelContents
from pruning_core.texts import gettext

CONFIG = "config.json"
MAX_FILES = 10_000
MAX_DIRECTORY_BYTES = 2**22
END_OF_DIRECTORY = b"PK\x05\x06"
END_BYTES = 22
MAX_COMMENT_BYTES = 2**16
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Keras stores the files, and other tools deflate them. Other methods can expand a few bytes without limit."""


def read_keras_file(path: Path) -> ModelContents:
    """The config in a `.keras` file.

    Raises:
        LayerTableError: If the file is damaged, or is not a model of Keras.
        OSError: If the file cannot be read.
    """
    check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entry = archive.getinfo(CONFIG)
            if entry.file_size > MAX_CONFIG_CHARACTERS or entry.compress_type not in METHODS:
                raise damaged(gettext("its config is too large"))
            with archive.open(entry) as file:
                content = file.read(MAX_CONFIG_CHARACTERS + 1)
    except LayerTableError:  # which is a ValueError
        raise
    except KeyError:
        raise damaged(gettext("it holds no config.json")) from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError) as error:
        # RuntimeError: the file is encrypted. ValueError: the file is cut, or contains an impossible time.
        raise damaged(gettext("its directory or its config cannot be read")) from error
    if len(content) > MAX_CONFIG_CHARACTERS:
        raise damaged(gettext("its config is too large"))
    return ModelContents(config=content.decode("utf-8", errors="replace"))


def check_directory(path: Path) -> None:
    """Raise LayerTableError if the directory of the archive is missing or too large to be read into memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_BYTES - MAX_COMMENT_BYTES))
        tail = file.read(END_BYTES + MAX_COMMENT_BYTES)
    end = tail.rfind(END_OF_DIRECTORY)
    if end < 0 or len(tail) < end + END_BYTES:
        raise damaged(gettext("its end is missing"))
    files = int.from_bytes(tail[end + 10 : end + 12], "little")
    directory_bytes = int.from_bytes(tail[end + 12 : end + 16], "little")
    if files > MAX_FILES or directory_bytes > MAX_DIRECTORY_BYTES:
        raise damaged(gettext("it holds more than {most} files", most=MAX_FILES))


def damaged(problem: str) -> LayerTableError:
    """The error for an archive that Keras has not written."""
    return LayerTableError(
        "file",
        gettext(
            "this .keras file cannot be used: {problem}. Save the model again with "
            'model.save("model.keras")',
            problem=problem,
        ),
    )
