"""Runs the lab's configurations in coreai-opt. This script runs in an environment of its own.

It reads and writes the same JSON as `inside.py`. coreai-opt needs NumPy 2, and SparseML refuses it.
"""

import contextlib
import json
import sys
from typing import Any

import torch
from coreai_opt.pruning.spec.prune import PruneImplBase
from tiny_training import Asked, Training, executed


def coreai(run: dict[str, Any]) -> Asked:
    """`pruner.step()` before each training step. The masks of `prepare` are in effect at the next step."""
    training = Training()
    for _ in training.steps(run["dense_steps"]):
        training.backward()
        training.optimizer.step()
    compute = PruneImplBase.resolve("default").compute_mask
    names = executed(run, model=training.model, example_inputs=(torch.randn(2, 40),))
    pruner = names["pruner"]
    [first, *_others] = [
        module for module in names["model"].modules() if isinstance(module, PruneImplBase)
    ]
    if first.sparsity > 0:
        training.asked[training.step + 1] = first.sparsity
    first.compute_mask = training.listen(compute, lambda weight, sparsity, scheme: sparsity)
    for _ in training.steps(run["total_steps"] - run["dense_steps"]):
        pruner.step()
        training.backward()
        training.optimizer.step()
    return training.asked


if __name__ == "__main__":
    runs = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):  # the library prints messages
        answers = [coreai(run) for run in runs]
    json.dump(answers, sys.stdout)
