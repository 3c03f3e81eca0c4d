"""A damaged or hostile model file is an error with the way out, in bounded memory and time."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pruning_core import LayerTable
from pruning_core.errors import LayerTableError
from pruning_core.networks.reading.model import keras_file
from tests.model_files import dense, layer, model, write_keras


def nested(depth: int) -> dict[str, Any]:
    config = model(dense("head", 8, 2))
    for _level in range(depth):
        config = model(config)
    return config


def inside_each_other(depth: int) -> dict[str, Any]:
    entry = layer("Dense", "d", units=2)
    for _level in range(depth):
        entry = layer("TimeDistributed", "t", layer=entry)
    return model(layer("TimeDistributed", "x", [None, 9, 8], layer=entry))


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("not JSON", "is not that of a Keras model"),
        ("[1, 2]", "is not that of a Keras model"),
        ({"layers": []}, "is not that of a Keras model"),
        ("[" * 100_000, "is not that of a Keras model|nested too deep"),
        (model(), "does not list the layers"),
        ({"class_name": "MyModel", "config": {}}, "does not list the layers"),
        (nested(100), "nested more than 40 deep"),
        (model(*[dense("d", 1, 1)] * 10_001), "more than 10000 layers"),
        (model({"class_name": "Dense"}), "has no class or no config"),
        (model(5), "one of its layers is not an object"),
        (model(layer("Dense", 7, [None, 8], units=2)), "the name of one of its layers is not a text"),
        (model(layer("Dense", "d", [None, 8], units=0)), "units is 0"),
        (model(layer("Dense", "d", [None, 8], units=-3)), "units is -3"),
        (model(layer("Dense", "d", [None, 8], units=10**30)), "units is 1000"),
        (model(layer("Dense", "d", [None, 8], units="many")), "units is 'many'"),
        (model(layer("Dense", "d", [None, 0], units=2)), "does not hold the input shape of d"),
        (model(layer("Dense", "d", units=2)), "does not hold the input shape of d"),
        (model(layer("Dense", "d", [None, 2**20], units=2**20)), "which tfmot cannot count"),
        (model(layer("Conv2D", "c", [None, 9, 9, 1], kernel_size=[0, 3], filters=1)), "kernel_size is"),
        (model(layer("Conv2D", "c", [None, 9, 9, 2], kernel_size=[3, 3], filters=1, groups=5)), "got 0"),
        (model(dense("d", 8, 2), dense("d", 8, 2)), "two layers have the name"),
    ],
)  # fmt: skip
def test_impossible_config_is_an_error_that_says_what_to_do(
    config: object, words: str, tmp_path: Path
) -> None:
    with pytest.raises(LayerTableError, match=words):
        LayerTable.open(write_keras(tmp_path / "model.keras", config))


def test_deep_recursion_of_layers_ends(tmp_path: Path) -> None:
    table = LayerTable.open(write_keras(tmp_path / "m.keras", inside_each_other(20)))
    assert table.layers[0].kind == "TimeDistributed"
    with pytest.raises(LayerTableError, match=r"nested too deep|is not that of a Keras model"):
        LayerTable.open(write_keras(tmp_path / "deep.keras", deep_text()))


def deep_text() -> str:
    entry = '{"class_name": "TimeDistributed", "config": {"name": "x", "layer": '
    inner = '{"class_name": "Dense", "config": {"units": 2}}'
    layers = entry * 5_000 + inner + "}}" * 5_000
    return f'{{"class_name": "Sequential", "config": {{"layers": [{layers}]}}}}'


def test_archive_that_expands_without_end_is_refused_before_it_is_expanded(tmp_path: Path) -> None:
    bomb = write_keras(tmp_path / "bomb.keras", " " * 2**25, compression=zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 2**16
    with pytest.raises(LayerTableError, match="its config is too large"):
        LayerTable.open(bomb)
    content = bytearray(bomb.read_bytes())
    real = (2**25).to_bytes(4, "little")
    for _entry in range(content.count(real)):  # the sizes in the archive are false
        at = content.index(real)
        content[at : at + 4] = (100).to_bytes(4, "little")
    bomb.write_bytes(bytes(content))
    with pytest.raises(LayerTableError, match=r"cannot be used|is not that of a Keras model"):
        LayerTable.open(bomb)


def test_archive_with_another_compression_is_refused(tmp_path: Path) -> None:
    file = write_keras(tmp_path / "m.keras", model(dense("d", 8, 2)), compression=zipfile.ZIP_LZMA)
    with pytest.raises(LayerTableError, match="its config is too large"):
        LayerTable.open(file)


def test_archive_with_too_many_files_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.keras", "w") as archive:
        for number in range(keras_file.MAX_FILES + 1):
            archive.writestr(str(number), "")
    with pytest.raises(LayerTableError, match="more than 10000 files"):
        LayerTable.open(tmp_path / "many.keras")


def test_archive_without_a_config_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(LayerTableError, match=r"it holds no config.json"):
        LayerTable.open(tmp_path / "other.keras")


def test_cut_archive_is_an_error_wherever_it_is_cut(tmp_path: Path) -> None:
    file = write_keras(tmp_path / "m.keras", model(dense("d", 8, 2)))
    whole = file.read_bytes()
    for length in range(0, len(whole) - 1, 10):
        file.write_bytes(whole[:length])
        with pytest.raises(LayerTableError, match=r"cannot be used|is not a model file"):
            LayerTable.open(file)


def test_changed_byte_of_an_archive_is_an_error_or_a_table_and_never_a_crash(
    tmp_path: Path,
) -> None:
    file = write_keras(tmp_path / "m.keras", model(dense("d", 8, 2)))
    whole = file.read_bytes()
    random = np.random.default_rng(0)
    for _change in range(200):
        content = bytearray(whole)
        content[random.integers(4, len(whole))] ^= int(random.integers(1, 256))
        file.write_bytes(bytes(content))
        try:
            assert LayerTable.open(file).layers
        except LayerTableError as error:
            assert str(error)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"\x89HDF\r\n\x1a\n" * 9])
def test_other_file_is_refused_by_its_content(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(content)
    with pytest.raises(LayerTableError, match=r"cannot be used|is not a model file of Keras"):
        LayerTable.open(tmp_path / "model.keras")


def test_missing_file_and_folder_are_errors_with_their_name(tmp_path: Path) -> None:
    with pytest.raises(LayerTableError, match=r"the file none.keras cannot be read: No such file"):
        LayerTable.open(tmp_path / "none.keras")
    with pytest.raises(LayerTableError, match="cannot be read: Is a directory"):
        LayerTable.open(str(tmp_path))


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ("{}", "holds no weights"),
        ('{"weights": [{"path": "a"}]}', "shape is missing"),
        (
            '{"weights": [{"path": "layers/dense/vars/0", "shape": [-1, 4]}]}',
            "a whole number from 0",
        ),
        (json.dumps({"weights": [{"path": "a", "shape": [1]}] * 100_001}), "a list of 0 to 100000"),
        ('{"config": 5}', "config must be a text"),
    ],
)
def test_damaged_contents_of_a_browser_are_an_error_that_names_the_field(
    contents: str, words: str
) -> None:
    with pytest.raises(LayerTableError, match=words):
        LayerTable.from_contents(contents)
