"""The command `experiment` prints an example, and says what is wrong before anything starts."""

from pathlib import Path

import pytest

from pruning_core.__main__ import main
from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.file.example import EXAMPLE


def test_example_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment", "--example"]) == 0
    assert read_experiment(capsys.readouterr().out) == read_experiment(EXAMPLE)


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        (None, ["{folder}/e.toml"], "e.toml cannot: No such file or directory"),
        (None, [], "name the file of an experiment, or print one with --example"),
        ("seeds = 0", ["{folder}/e.toml"], "line 1: seeds must have at least one seed"),
        ("\udcff", ["{folder}/e.toml"], "is not a text in UTF-8"),
        (EXAMPLE, ["{folder}/e.toml", "--json", "{folder}/no/o.json"], "its folder does not exist"),
        (EXAMPLE, ["{folder}/e.toml", "--workers", "0"], "PRUNELAB_WORKERS must be a whole number"),
    ],
)
def test_what_is_wrong_is_said_before_anything_starts(  # noqa: PLR0917  (a case, and its fixtures)
    text: str | None,
    arguments: list[str],
    message: str,
    tmp_path: Path,
    data_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if text is not None:
        (tmp_path / "e.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert main(["experiment", *(each.format(folder=tmp_path) for each in arguments)]) == 2
    output = capsys.readouterr()
    assert message in output.err
    assert output.out == ""
    assert not data_dir.exists()
