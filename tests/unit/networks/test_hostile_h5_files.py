"""A damaged or hostile `.h5` file is an error: a separate process reads it, and may hang, crash or fill the memory."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from pruning_core import LayerTable
from pruning_core.errors import LayerTableError
from pruning_core.networks.reading.model import h5_file, h5_listing
from tests.model_files import dense, model, write_h5

CONFIG = model(dense("d", 8, 2))
SHAPES = {"model_weights/d/d/kernel:0": (8, 2)}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_cut_file_is_an_error(share: float, tmp_path: Path) -> None:
    file = write_h5(tmp_path / "m.h5", SHAPES, CONFIG)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LayerTableError, match=r"it is cut or damaged. Save the model again"):
        LayerTable.open(file)


@pytest.mark.parametrize("at", [9, 60, 200, 700])
def test_changed_byte_is_an_error_or_a_table(at: int, tmp_path: Path) -> None:
    file = write_h5(tmp_path / "m.h5", SHAPES, CONFIG)
    content = bytearray(file.read_bytes())
    content[at] ^= 0xFF
    file.write_bytes(bytes(content))
    try:
        assert LayerTable.open(file).layers
    except LayerTableError as error:
        assert "Save the model again" in str(error)


@pytest.mark.parametrize(
    "script", ["while True: pass", "import os; os.abort()", "print('nonsense')", "print('[]')"]
)
def test_process_that_hangs_crashes_or_prints_wrong_json_is_an_error(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(script)
    monkeypatch.setattr(h5_file, "LISTING", reader)
    monkeypatch.setattr(h5_file, "MAX_SECONDS", 0.5)
    with pytest.raises(LayerTableError, match="it is cut or damaged"):
        LayerTable.open(write_h5(tmp_path / "m.h5", SHAPES, CONFIG))


def test_groups_that_contain_each_other_end_and_links_are_not_followed(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "circle.h5", "w") as file:
        group = file.create_group("layers")
        group["again"] = group
        file["layers/soft"] = h5py.SoftLink("/nowhere")
        file["layers/other"] = h5py.ExternalLink("/etc/passwd", "/")
    with pytest.raises(LayerTableError, match="too many groups"):
        LayerTable.open(tmp_path / "circle.h5")


def test_too_many_objects_and_too_long_texts_are_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = {f"layers/dense_{number}/vars/0": (2, 2) for number in range(30)}
    file = write_h5(tmp_path / "many.h5", shapes, CONFIG)
    monkeypatch.setattr(h5_listing, "MAX_OBJECTS", 50)
    with h5py.File(file) as opened, pytest.raises(h5_listing.ListingError, match="many"):
        list(h5_listing.walk(opened))
    with h5py.File(file) as opened, pytest.raises(h5_listing.ListingError, match="large"):
        h5_listing.read_text(opened, "model_config", most_bytes=10)


def test_attribute_that_is_not_a_text_is_ignored(tmp_path: Path) -> None:
    file = write_h5(tmp_path / "m.h5", SHAPES)
    with h5py.File(file, "a") as opened:
        opened.attrs["model_config"] = np.zeros((3, 3))
        opened["model_weights"].attrs["name"] = 7
    assert [layer.name for layer in LayerTable.open(file).layers] == ["d"]


@pytest.mark.parametrize(
    "shapes",
    [{}, {"vars/0": (3,)}, {"optimizer_weights/a/b": (3, 3)}, {"layers/dense/vars/0": (0, 4)}],
)
def test_file_without_kernels_is_refused(
    shapes: dict[str, tuple[int, ...]], tmp_path: Path
) -> None:
    with pytest.raises(LayerTableError):
        LayerTable.open(write_h5(tmp_path / "empty.h5", shapes))
