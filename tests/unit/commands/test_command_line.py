"""The command line: its output, and its messages about invalid input."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from pruning_core import applied_sparsity
from pruning_core.__main__ import COLUMNS, main
from tests.examples import DECAY

SCHEDULE = json.dumps(DECAY.get_config())
PLAN_OF_STEPS = ["diagnose", "--schedule", SCHEDULE, "--steps-per-epoch", "20"]
SHORT_TRAINING = ["train", "--schedule", SCHEDULE, "--dataset", "digits", "--examples", "200"]


def test_curve_prints_a_row_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["curve", "--schedule", SCHEDULE, "--total-steps", "20"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == list(COLUMNS)
    assert [int(row["step"]) for row in rows] == list(range(1, 21))
    steps = np.arange(1, 21)
    for column, expected in (
        ("scheduled", DECAY.sparsity(steps)),
        ("applied", applied_sparsity(DECAY, 20)),
        ("update", DECAY.should_prune(steps)),
    ):
        assert np.array_equal(np.array([row[column] for row in rows], np.float32), expected), column


def test_curve_is_exact_for_a_kernel_with_a_given_number_of_weights(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["curve", "--schedule", SCHEDULE, "--total-steps", "12", "--weights", "7"]) == 0
    last = capsys.readouterr().out.splitlines()[-1].split(",")
    assert np.float32(last[2]) == applied_sparsity(DECAY, 12, 7)[-1]


@pytest.mark.parametrize(
    ("flags", "total_steps"),
    [
        ("--examples 103 --batch-size 10 --epochs 2 --validation-split 0.2", 18),
        ("--examples 100 --batch-size 10 --epochs 2 --calls-per-step 4", 80),
        ("--steps-per-epoch 7 --epochs 3", 21),
        ("--examples 10 --batch-size 999 --epochs 3", 3),
    ],
)
def test_numbers_of_a_plan_give_the_length_of_the_curve(
    flags: str, total_steps: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curve", "--schedule", SCHEDULE, *flags.split()]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{total_steps},")


def test_diagnose_knows_a_learning_rate_that_changes(capsys: pytest.CaptureFixture[str]) -> None:
    late = replace(DECAY, begin_step=200, end_step=380, frequency=20)
    plan = ["--examples", "1000", "--batch-size", "10", "--epochs", "4"]
    command = ["diagnose", "--schedule", json.dumps(late.get_config()), *plan]

    def codes(*flags: str) -> set[str]:
        assert main([*command, *flags]) == 0
        return {json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()}

    assert "learning_rate_low" not in codes()
    assert "learning_rate_low" in codes(
        "--learning-rate-schedule", "cosine", "--decay-steps", "300"
    )
    piecewise = ["--learning-rate-schedule", "piecewise"]
    assert "learning_rate_low" in codes(*piecewise, "--pieces", "200:1e-8")
    assert main([*command, *piecewise, "--pieces", "soon"]) == 2
    assert "pieces must be 1 to 20 steps" in capsys.readouterr().err


def test_curve_of_the_longest_plan_is_thinned_and_has_its_last_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    flags = ["--total-steps", "2147483647", "--every", "1000000000"]
    assert main(["curve", "--schedule", SCHEDULE, *flags]) == 0
    steps = [line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert steps == ["1", "1000000001", "2000000001", "2147483647"]


def test_diagnose_prints_each_finding_with_a_fix_that_works(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The last update of `DECAY` is at step 11, one step before its end_step."""
    assert main(["diagnose", "--schedule", SCHEDULE, "--total-steps", "40"]) == 0
    finding = json.loads(capsys.readouterr().out)
    assert list(finding) == ["code", "severity", "message", "fix"]
    assert (finding["code"], finding["severity"]) == ("target_missed", "warning")
    assert "79.93 %" in finding["message"]
    fix = json.dumps(finding["fix"])
    assert main(["diagnose", "--schedule", fix, "--total-steps", "40"]) == 0
    assert capsys.readouterr().out == ""


def test_curve_says_after_which_updates_all_weights_may_be_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fall = ["--polynomial", "--initial", "0.8", "--final", "0.1", "--begin", "2", "--end", "20"]
    assert main(["curve", *fall, "--frequency", "2", "--total-steps", "24"]) == 0
    output = capsys.readouterr()
    assert "at step 4 to that at step 20, `applied` may be 0" in output.err
    assert output.out.splitlines()[0] == "step,scheduled,applied,update"
    assert main(["curve", "--schedule", SCHEDULE, "--total-steps", "24"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["--zeros", "0.5"], "zeros_before_training"),
        (["--earliest-stop", "5"], "stops_early"),
    ],
)
def test_diagnose_takes_facts_about_the_training(
    flags: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diagnose", "--schedule", SCHEDULE, "--total-steps", "40", *flags]) == 0
    codes = [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()]
    assert code in codes


def test_diagnose_exits_1_when_a_finding_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose", "--schedule", SCHEDULE, "--total-steps", "1"]) == 1
    finding = json.loads(capsys.readouterr().out)
    assert (finding["severity"], finding["fix"]) == ("error", None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["curve", "--schedule", "{", "--total-steps", "9"], "not JSON"),
        (["curve", "--schedule", "[]", "--total-steps", "9"], "class_name"),
        (["curve", "--schedule", SCHEDULE, "--total-steps", "0"], "total_steps"),
        (["curve", "--schedule", SCHEDULE, "--total-steps", "99999999999"], "total_steps"),
        (["curve", "--schedule", SCHEDULE, "--total-steps", "9", "--weights", "0"], "n_weights"),
        (["curve", "--schedule", SCHEDULE, "--total-steps", "9", "--every", "0"], "every"),
        (
            ["curve", "--schedule", SCHEDULE, "--total-steps", "9", "--epochs", "1"],
            "leave out --epochs",
        ),
        (["curve", "--schedule", SCHEDULE], "add --examples, or give --total-steps"),
        (["diagnose", "--schedule", SCHEDULE, "--examples", "9"], "add --batch-size"),
        ([*PLAN_OF_STEPS, "--epochs", "2", "--batch-size", "4"], "leave out --batch-size"),
        ([*PLAN_OF_STEPS, "--epochs", "9" * 9], "at most 2,147,483,647 steps"),
        (["diagnose", "--schedule", "{", "--total-steps", "9"], "not JSON"),
        (["diagnose", "--schedule", SCHEDULE, "--total-steps", "0"], "total_steps"),
        (["diagnose", "--schedule", SCHEDULE, "--total-steps", "9" * 30], "total_steps"),
        (["train", "--schedule", "half", "--dataset", "digits"], "not JSON"),
        (["train", "--schedule", "none", "--dataset", "digits", "--seed", "-1"], "seed"),
        (["train", "--schedule", "none", "--dataset", "digits", "--examples", "0"], "num_examples"),
        (["train", "--schedule", "none", "--dataset", "digits", "--examples", "9999"], "1437"),
        (["train", "--schedule", "none", "--dataset", "digits", "--epochs", "0"], "epochs"),
        (["train", "--schedule", "none", "--dataset", "digits", "--epochs", "9" * 9], "epochs"),
        (
            ["train", "--schedule", "none", "--dataset", "digits", "--batch-size", "-5"],
            "batch_size",
        ),
        (
            ["train", "--schedule", "none", "--dataset", "digits", "--validation-split", "nan"],
            "validation_split",
        ),
        (
            ["train", "--schedule", "none", "--dataset", "digits", "--events", "/nowhere/x"],
            "--events",
        ),
        (["train", "--schedule", "none", "--dataset", "cifar"], "one of mnist, fashion_mnist"),
        ([*SHORT_TRAINING, "--network", "vgg"], "network must be one of article, lenet_300_100"),
        ([*SHORT_TRAINING, "--optimizer", "lion"], "optimizer must be one of adam, sgd"),
        ([*SHORT_TRAINING, "--learning-rate", "0"], "learning_rate"),
        ([*SHORT_TRAINING, "--learning-rate", "nan"], "learning_rate"),
        ([*SHORT_TRAINING, "--optimizer", "sgd", "--momentum", "1"], "momentum"),
        (
            [*SHORT_TRAINING, "--layer", "dense"],
            "--layer must be NAME=JSON or NAME=none, got 'dense'",
        ),
        ([*SHORT_TRAINING, "--layer", "dense=half"], "--layer 'dense': the schedule is not JSON"),
        (
            [*SHORT_TRAINING, "--layer", "conv9=none"],
            "conv2d, conv2d_1, dense, dense_1, got 'conv9'",
        ),
        ([*SHORT_TRAINING, "--layer", "dense=none", "--layer", "dense=none"], "dense twice"),
    ],
)
def test_invalid_input_is_refused_with_a_message_of_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert message in output.err
    assert output.err.count("\n") == 1
    assert output.out == ""


@pytest.mark.parametrize(
    "flag", ["--epochs", "--seed", "--examples", "--batch-size", "--learning-rate", "--momentum"]
)
def test_value_that_is_not_a_number_is_refused(
    flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as error_info:
        main(["train", "--schedule", "none", flag, "many"])
    assert error_info.value.code == 2
    assert flag in capsys.readouterr().err
