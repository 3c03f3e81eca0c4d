"""The files of a trained model: their contents, sizes and accuracy."""

import gzip
import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import h5py
import tf_keras as keras

from pruning_core.data.dataset import Dataset
from pruning_core.errors import ConversionError, ModelFileError
from pruning_core.results.litert import Answers, LiteNetwork
from pruning_core.results.model_results import (
    ACCURACY_IMAGES,
    FLOAT,
    H5,
    INT8,
    KERAS,
    SPARSE,
    MissingModelFile,
    ModelFile,
)
from pruning_core.training.artifacts.tflite import convert_to_tflite


def copy_without_optimizer(model: keras.Model) -> keras.Model:
    """A copy of the model without its optimizer."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy


def keras_files(model: keras.Model, folder: Path) -> dict[str, bytes]:
    """The files in Keras's own formats. Keras writes the .keras file into the folder."""
    path = folder / KERAS
    # With "keras", Keras 2 writes HDF5 from the second file of a thread on.
    keras.models.save_model(model, path, save_format="keras_v3")
    return {KERAS: path.read_bytes(), H5: h5_file(model)}


def h5_file(model: keras.Model) -> bytes:
    """The .h5 file. It is written in memory, because h5py fails with several different errors if the disk is full."""
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        keras.models.save_model(model, file, include_optimizer=False, save_format="h5")
    return buffer.getvalue()


def lite_files(model: keras.Model) -> tuple[dict[str, bytes], tuple[MissingModelFile, ...]]:
    """The TFLite files that LiteRT can run, and the reasons why the other files cannot be used."""
    contents: dict[str, bytes] = {}
    left_out = []
    for name in (FLOAT, INT8, SPARSE):
        try:
            content = convert_to_tflite(model, name)
            LiteNetwork(content)
        except (ConversionError, ModelFileError) as error:
            left_out.append(MissingModelFile(name=name, reason=str(error)))
        else:
            contents[name] = content
    return contents, tuple(left_out)


def model_file(name: str, content: bytes, dataset: Dataset, answers: Answers) -> ModelFile:
    """The measurements of a file. A file in a format of Keras has the same `answers` as the Keras model."""
    labels = dataset.y_test[:ACCURACY_IMAGES]
    if name in (KERAS, H5):
        file_answers = answers[:ACCURACY_IMAGES]
    else:
        file_answers = LiteNetwork(content).compute(dataset.x_test[:ACCURACY_IMAGES])
    return ModelFile(
        name=name,
        size=len(content),
        gzipped=len(gzip.compress(content, compresslevel=6, mtime=0)),
        zipped=zipped_size(name, content) if name == H5 else None,
        accuracy=float((file_answers.argmax(axis=1) == labels).mean()),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def zipped_size(name: str, content: bytes) -> int:
    """The size of a zip archive with one deflated file, as in the pruning article."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return len(buffer.getvalue())
