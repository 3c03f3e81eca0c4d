"""The command line reads a schedule from plain flags, from a file, and from pasted text."""

import io
import json
from pathlib import Path

import pytest

from pruning_core.__main__ import main
from tests.examples import DECAY

STEPS = ["--total-steps", "20"]
PLAIN = [
    *("--polynomial", "--initial", "0", "--final", "0.8", "--begin", "1", "--end", "12"),
    *("--frequency", "5", "--power", "3"),
]
CALL = "PolynomialDecay(0.0, 0.8, 1, 4 * steps_per_epoch, frequency=5)"
TWO = "ConstantSparsity(0.5, 1)\nPolynomialDecay(0.0, 0.8, 1, 12, frequency=5)"


def curve(capsys: pytest.CaptureFixture[str], *flags: str) -> str:
    """The output of `curve` with these flags."""
    assert main(["curve", *flags, *STEPS]) == 0
    return capsys.readouterr().out


def test_every_form_of_a_schedule_gives_the_same_curve(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "schedule.py"
    file.write_text(f"steps_per_epoch = 3\n{CALL}", "utf-8")
    expected = curve(capsys, *PLAIN)
    assert len(set(expected.splitlines())) == 21
    assert curve(capsys, "--schedule-file", str(file)) == expected
    assert curve(capsys, "--paste", CALL, "--value", "steps_per_epoch=9 // 3") == expected
    assert curve(capsys, "--paste", TWO, "--pick", "2") == expected
    monkeypatch.setattr("sys.stdin", io.StringIO(TWO.splitlines()[1]))
    assert curve(capsys, "--paste", "-") == expected


def test_plain_flags_have_the_defaults_of_the_schedules(capsys: pytest.CaptureFixture[str]) -> None:
    assert curve(capsys, "--polynomial", "--final", "0.8", "--end", "9") == curve(
        capsys, "--paste", "PolynomialDecay(0, 0.8, 0, 9)"
    )
    assert curve(capsys, "--constant", "--target", "0.5") == curve(
        capsys, "--paste", "ConstantSparsity(0.5, 0)"
    )


def test_steps_may_be_percentages_and_epochs(capsys: pytest.CaptureFixture[str]) -> None:
    plan = ["--examples", "100", "--batch-size", "20", "--epochs", "4"]
    flags = ["curve", "--polynomial", "--final", "0.8", "--begin", "5%", "--frequency", "1 epoch"]
    assert main([*flags, "--end", "epoch 3", *plan]) == 0
    typed = capsys.readouterr().out
    numbers = ["--final", "0.8", "--begin", "1", "--frequency", "5", "--end", "15"]
    assert main(["curve", "--polynomial", *numbers, *plan]) == 0
    assert capsys.readouterr().out == typed
    assert main([*flags[:-2], "--end", "80%", *STEPS]) == 0


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("epoch 3", "--end in epochs needs the epochs of the training"),
        ("120%", "--end: fraction must be from 0 to 1 in this training, got 1.2"),
    ],
)
def test_part_that_is_no_step_of_the_training_is_an_error(
    end: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curve", "--polynomial", "--final", "0.8", "--end", end, *STEPS]) == 2
    assert message in capsys.readouterr().err


def test_note_about_a_pasted_schedule_is_printed_beside_the_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "prune_low_magnitude(model, ConstantSparsity(0.5, 1), sparsity_m_by_n=(2, 4))"
    assert main(["curve", "--paste", text, *STEPS]) == 0
    assert "The schedule decides only when masks are updated" in capsys.readouterr().err


def test_diagnose_reads_the_same_flags(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", *PLAIN, *STEPS]) == 0
    findings = capsys.readouterr().out
    assert json.loads(findings.splitlines()[0])["code"] == "target_missed"
    assert main(["diagnose", "--schedule", json.dumps(DECAY.get_config()), *STEPS]) == 0


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--polynomial", "--final", "0.8"], "PolynomialDecay needs --end NUMBER"),
        (["--constant"], "ConstantSparsity needs --target NUMBER"),
        (["--constant", "--target", "0.5", "--power", "2"], "--constant has no --power"),
        (["--polynomial", "--target", "0.5"], "--polynomial has no --target"),
        (["--polynomial", "--final", "80", "--end", "9"], "for 80 % write 0.8"),
        (["--schedule", "{}", "--final", "0.8"], "--final needs --polynomial or --constant"),
        (["--schedule", "{}", "--value", "n=1"], "--value needs --paste or --schedule-file"),
        (["--schedule", "none"], "--schedule none leaves nothing to curve"),
        (["--schedule-file", "/nowhere/x"], "/nowhere/x cannot: No such file"),
        (["--schedule-file", "/"], "/ cannot: Is a directory"),
        (["--paste", CALL], '--value "steps_per_epoch=NUMBER"'),
        (["--paste", CALL, "--value", "steps_per_epoch"], "--value must be NAME=NUMBER"),
        (["--paste", CALL, "--value", "steps_per_epoch=a"], "'a' is not a number"),
        (["--paste", TWO], "for example with --pick 1"),
        (["--paste", TWO, "--pick", "3"], "--pick must be from 1 to 2, got 3"),
        (["--paste", "half"], "no pruning schedule"),
    ],
)
def test_flags_that_describe_no_schedule_are_refused_in_one_line(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curve", *flags, *STEPS]) == 2
    captured = capsys.readouterr()
    assert message in captured.err.replace("\u00a0", " ")
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize(
    "flags", [[], ["--polynomial", "--constant"], ["--polynomial", "--end", "1.5"]]
)
def test_flags_that_contradict_each_other_are_refused(
    flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as error_info:
        main(["curve", *flags, *STEPS])
    assert error_info.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_file_that_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "model.h5"
    file.write_bytes(b"\x89HDF\xff\xfe")
    assert main(["curve", "--schedule-file", str(file), *STEPS]) == 2
    assert "is not a text in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("flags", [PLAIN, ["--paste", "ConstantSparsity(0.5, 3.0)"]])
def test_train_reads_the_same_flags(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The number of epochs is refused after the schedule was read."""
    assert main(["train", *flags, "--dataset", "digits", "--epochs", "0"]) == 2
    expected = "epochs" if flags is PLAIN else "begin_step is 3.0, a float"
    assert expected in capsys.readouterr().err
