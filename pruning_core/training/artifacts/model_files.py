"""The files that a trained model is saved as: their contents, sizes and accuracy."""

import gzip
import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import h5py
import tf_keras as keras

from pruning_core.data.datasets import Dataset
from pruning_core.errors import ConversionError, ModelFileError
from pruning_core.results import results
from pruning_core.results.litert import Answers, LiteNetwork
from pruning_core.results.results import LeftOut, ModelFile
from pruning_core.training.artifacts.tflite import converted


def uncompiled(model: keras.Model) -> keras.Model:
    """The model with its weights alone, so that no optimizer is saved with it."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy


def keras_files(model: keras.Model, folder: Path) -> dict[str, bytes]:
    """The files in Keras's own formats; Keras writes the .keras into the folder itself."""
    path = folder / results.KERAS
    keras.models.save_model(model, path, save_format="keras")
    return {results.KERAS: path.read_bytes(), results.H5: h5_file(model)}


def h5_file(model: keras.Model) -> bytes:
    """The .h5 file, made in memory: on a full disk, h5py fails in more ways than one."""
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        keras.models.save_model(model, file, include_optimizer=False, save_format="h5")
    return buffer.getvalue()


def lite_files(model: keras.Model) -> tuple[dict[str, bytes], tuple[LeftOut, ...]]:
    """The TFLite files that can be made and computed, and why the others cannot."""
    contents: dict[str, bytes] = {}
    left_out = []
    for name in (results.FLOAT, results.INT8, results.SPARSE):
        try:
            content = converted(model, name)
            LiteNetwork(content)
        except (ConversionError, ModelFileError) as error:
            left_out.append(LeftOut(name=name, reason=str(error)))
        else:
            contents[name] = content
    return contents, tuple(left_out)


def model_file(name: str, content: bytes, dataset: Dataset, answers: Answers) -> ModelFile:
    """What a file is worth; one of Keras's own answers as the model does, with `answers`."""
    labels = dataset.y_test[: results.ACCURACY_IMAGES]
    if name in (results.KERAS, results.H5):
        said = answers[: results.ACCURACY_IMAGES]
    else:
        said = LiteNetwork(content).compute(dataset.x_test[: results.ACCURACY_IMAGES])
    return ModelFile(
        name=name,
        size=len(content),
        gzipped=len(gzip.compress(content, compresslevel=6, mtime=0)),
        zipped=zipped_size(name, content) if name == results.H5 else None,
        accuracy=float((said.argmax(axis=1) == labels).mean()),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def zipped_size(name: str, content: bytes) -> int:
    """The bytes of a zip archive with one file, deflated as the article does it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return len(buffer.getvalue())
