"""The trap that the lab was built to show: a decay whose last update falls before its end."""

import json
import os

import pytest

from pruning_core import PolynomialDecay, applied_sparsity
from pruning_core.__main__ import main
from pruning_core.data.datasets import locate
from pruning_core.data.paths import dataset_paths

TRAP = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.875, begin_step=38, end_step=192)
STEPS = 192


def test_a_training_ends_at_the_predicted_sparsity_and_not_at_the_target(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Train on MNIST if MNIST is on this machine, or else on the bundled digits for the same number of steps."""
    data, least_accuracy = (
        (["--dataset", "digits", "--batch-size", "6"], 0.5)
        if locate("mnist", dataset_paths(os.environ)) is None
        else (["--dataset", "mnist"], 0.92)
    )
    schedule = json.dumps(TRAP.get_config())
    assert main(["train", "--schedule", schedule, "--epochs", "1", "--seed", "0", *data]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["step"] == STEPS
    assert last["test_accuracy"] > least_accuracy
    for kernel in last["kernels"]:
        predicted = applied_sparsity(TRAP, STEPS, kernel["n_weights"])[-1]
        assert kernel["measured_sparsity"] == float(predicted)
        assert round(kernel["measured_sparsity"], 3) == 0.837
