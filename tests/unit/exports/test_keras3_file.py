"""The file for Keras 3 has the weights of the stored file, byte by byte. A damaged file is refused with a sentence."""

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.errors import ModelFileError
from pruning_core.exports.keras2_h5 import SIGNATURE
from pruning_core.exports.keras3 import CONFIG, METADATA, WEIGHTS, keras3_file

SHAPE = [None, 28, 28, 1]


def layer(kind: str, **arguments: object) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": kind, "config": {"name": kind, **arguments}}


LAYERS = [
    layer("InputLayer", batch_input_shape=SHAPE),
    layer("Conv2D", batch_input_shape=SHAPE, filters=8),
    layer("Dense", units=10),
]


def entries_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def keras2_file(layers: object = LAYERS, **changes: bytes) -> bytes:
    """A .keras file as Keras 2 writes it. The weights are any bytes, because nobody reads them here."""
    config = {"module": "keras", "class_name": "Sequential", "config": {"layers": layers}}
    entries = {
        "metadata": json.dumps(
            {"keras_version": "2.21.0", "date_saved": "2026-01-02@03:04:05"}
        ).encode(),
        "config": json.dumps(config).encode(),
        "weights": b"all weights",
    } | changes
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, entry in entries.items():
            archive.writestr(
                {"metadata": METADATA, "config": CONFIG, "weights": WEIGHTS}[name], entry
            )
    return buffer.getvalue()


def test_weights_are_copied_and_only_the_input_has_a_shape() -> None:
    entries = entries_of(keras3_file(keras2_file()))
    assert list(entries) == [METADATA, CONFIG, WEIGHTS]
    assert entries[WEIGHTS] == b"all weights"
    layers = json.loads(entries[CONFIG])["config"]["layers"]
    assert layers[0]["config"] == {"name": "InputLayer", "batch_shape": SHAPE}
    assert layers[1]["config"] == {"name": "Conv2D", "filters": 8}
    assert layers[2] == LAYERS[2]
    metadata = json.loads(entries[METADATA])
    assert metadata == {"keras_version": "3.0.0", "date_saved": "2026-01-02@03:04:05"}


def test_equal_files_give_equal_files_at_any_time() -> None:
    assert keras3_file(keras2_file()) == keras3_file(keras2_file())
    with zipfile.ZipFile(BytesIO(keras3_file(keras2_file()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_layer_that_was_never_compared_is_refused_with_its_name() -> None:
    with pytest.raises(
        ModelFileError, match="the layer LSTM was not compared between Keras 2 and 3"
    ):
        keras3_file(keras2_file([*LAYERS, layer("LSTM")]))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        SIGNATURE + b"damaged HDF5",
        keras2_file()[:-40],
        keras2_file(config=b"{"),
        keras2_file(config=b"[1]"),
        keras2_file(config=b"\xff"),
        keras2_file(config=b"[" * 100_000),
        keras2_file(layers=None),
        keras2_file(layers=[1]),
        keras2_file(layers=[{"class_name": ["Dense"], "config": {}}]),
        keras2_file(layers=[{"class_name": "Dense", "config": 3}]),
        keras2_file(metadata=b"3"),
    ],
)
def test_damaged_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ModelFileError, match=r"model.keras is damaged: run the training again"):
        keras3_file(content)


@given(data=st.data())
def test_any_change_of_a_byte_gives_a_file_or_a_sentence(data: st.DataObject) -> None:
    content = bytearray(keras2_file())
    index = data.draw(st.integers(0, len(content) - 1))
    content[index] = data.draw(st.integers(0, 255))
    try:
        keras3_file(bytes(content))
    except ModelFileError as error:
        assert "cannot be made" in str(error)


def test_archive_with_a_large_stated_size_is_refused() -> None:
    content = bytearray(keras2_file())
    entry = content.index(b"PK\x01\x02")  # the first entry of the archive's directory
    content[entry + 24 : entry + 28] = (300_000_000).to_bytes(4, "little")  # its unpacked size
    with pytest.raises(ModelFileError, match="is damaged"):
        keras3_file(bytes(content))
