"""`diagnose --layers` prints a line for each layer of a network, and `--python` writes code for them."""

import ast
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pruning_core import ConstantSparsity, LayerTable
from pruning_core.__main__ import main
from pruning_core.exports import layers_snippet
from pruning_core.networks.layer_schedules import schedules_of
from tests.model_files import dense, layer, model, write_keras

SCHEDULE = ConstantSparsity(target_sparsity=0.9, begin_step=0, frequency=10)
COMMAND = ["diagnose", "--schedule", json.dumps(SCHEDULE.get_config()), "--total-steps", "100"]
NETWORK = model(
    layer("Rescaling", "rescale", [None, 64]),
    dense("body", 64, 32),
    layer("Dropout", "drop", [None, 32]),
    dense("head", 8, 1),
)


def lines_of(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """The printed lines about layers, by the name of their layer; that of the network has the name `network`."""
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return {
        line.get("layer", "network"): line
        for line in lines
        if line["code"].startswith("layer_") or line["code"] == "network"
    }


def test_each_layer_of_a_model_file_is_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_keras(tmp_path / "model.keras", NETWORK)
    assert main([*COMMAND, "--layers", str(file)]) == 0
    lines = lines_of(capsys)
    assert list(lines) == ["rescale", "body", "head", "network"]
    assert lines["rescale"]["code"] == "layer_refused"
    assert "tfmot has no rule for Rescaling" in lines["rescale"]["message"]
    kept = LayerTable.open(file).kept_weights(SCHEDULE, 100)
    assert (lines["body"]["weights"], lines["body"]["kept"]) == (2048, kept["body"])
    assert (lines["head"]["code"], lines["head"]["kept"]) == ("layer_too_small", 1)
    assert lines["network"]["kept"] == kept["body"] + 1
    assert lines["network"]["bytes"]["dense"] == 4 * 2056


def test_findings_are_about_the_layers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_keras(tmp_path / "model.keras", NETWORK)
    for distribution, is_found in (("uniform", True), ("erk", False)):
        flags = ["--layers", str(file), "--distribution", distribution]
        assert main([*COMMAND, *flags]) == 0
        codes = [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()]
        assert ("one_weight_left" in codes) == is_found


def test_text_file_and_erk_distribution_are_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "layers.txt"
    file.write_text("fc1: 784x300\nfc2: 300x100\nfc3: 100x10\n")
    assert main([*COMMAND, "--layers", str(file), "--distribution", "erk"]) == 0
    lines = lines_of(capsys)
    expected = LayerTable.read(file.read_text()).erk(0.9)
    assert {name: lines[name]["sparsity"] for name in expected} == expected
    assert abs(lines["network"]["kept"] - 26_620) <= 3


def test_python_prunes_the_pruned_layers_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_keras(tmp_path / "model.keras", NETWORK)
    code = tmp_path / "prune_layers.py"
    flags = ["--layers", str(file), "--distribution", "erk", "--python", str(code)]
    assert main([*COMMAND, *flags]) == 0
    assert set(lines_of(capsys)) == {"rescale", "body", "head", "network"}
    text = code.read_text(encoding="utf-8")
    sparsities = LayerTable.open(file).erk(0.9)
    assert set(sparsities) == {"body", "head"}
    assert text == layers_snippet(schedules_of(SCHEDULE, sparsities))
    assert ast.parse(text).body


def test_python_without_its_layers_or_its_file_is_a_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "layers.txt"
    file.write_text("fc: 784x300\n")
    missing = tmp_path / "missing" / "code.py"
    for flags, words in (
        (["--python", str(missing)], "--python needs --layers"),
        (["--layers", str(file), "--python", str(missing)], f"{missing} cannot: No such file"),
    ):
        assert main([*COMMAND, *flags]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert words in captured.err


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot read"), ("", "there is no layer"), ("PK\x03\x04", "cannot be used")],
)
def test_file_that_cannot_be_used_is_a_message(
    content: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "layers"
    if content is not None:
        file.write_text(content)
    assert main([*COMMAND, "--layers", str(file)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="the system names no pipes in /dev/fd")
def test_layers_are_read_once_so_they_may_come_from_a_pipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"\xef\xbb\xbfname,kernels\r\nbody,64x32\r\n")
    os.close(writer)
    flags = ["--layers", f"/dev/fd/{reader}", "--python", str(tmp_path / "code.py")]
    assert main([*COMMAND, *flags]) == 0
    os.close(reader)
    assert lines_of(capsys)["body"]["weights"] == 2048
    assert "body" in (tmp_path / "code.py").read_text("utf-8")
