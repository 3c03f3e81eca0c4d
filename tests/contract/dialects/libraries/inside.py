"""Runs the lab's configurations in the libraries. This script runs in the environment of the libraries.

Reads a JSON list of runs from standard input, and writes the sparsities that each run asked for. Every
configuration is executed as the lab writes it, on a real model with a real optimizer. The only addition
is a listener where the library computes its masks.
"""

import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any

import nni
import torch
from nni.compression.pruning import LevelPruner
from sparseml.pytorch.optim import ScheduledModifierManager
from sparseml.pytorch.sparsification import GMPruningModifier
from tiny_training import Asked, Training, executed


def torch_ao(run: dict[str, Any]) -> Asked:
    """`sparsifier.step()` and `scheduler.step()` after each optimizer step."""
    training = Training()
    names = executed(run, model=training.model)
    sparsifier, scheduler = names["sparsifier"], names["scheduler"]
    sparsifier.update_mask = training.listen(
        sparsifier.update_mask, lambda *given, sparsity_level, **named: sparsity_level
    )
    for _ in training.steps(run["total_steps"]):
        training.backward()
        training.optimizer.step()
        sparsifier.step()
        scheduler.step()
    return training.asked


def microsoft_nni(run: dict[str, Any]) -> Asked:
    """NNI runs the training itself, after dense steps if the run asks for them."""
    training = Training()
    training.optimizer = nni.trace(torch.optim.SGD)(training.model.parameters(), lr=0.01)
    for _ in training.steps(run["dense_steps"]):
        training.backward()
        training.optimizer.step()

    def train(
        model: torch.nn.Module,
        optimizer: torch.optim.Optimizer,
        training_step: Callable[[torch.Tensor, torch.nn.Module], torch.Tensor],
        *rest: object,
    ) -> None:
        for _ in training.steps(run["total_steps"] - run["dense_steps"]):
            optimizer.zero_grad()
            training_step(torch.randn(2, 40), model).backward()
            optimizer.step()

    compute = LevelPruner.generate_masks

    def noting_sparsity(pruner: LevelPruner) -> object:
        target = pruner._target_spaces["0"]["weight"]  # noqa: SLF001 -- NNI has no public name for it
        training.asked[training.step] = float(target.sparse_ratio)
        return compute(pruner)

    LevelPruner.generate_masks = noting_sparsity
    try:
        executed(
            run,
            model=training.model,
            optimizer=training.optimizer,
            training_func=train,
            training_step=lambda batch, model: model(batch).sum(),
        )
    finally:
        LevelPruner.generate_masks = compute
    return training.asked


def sparse_ml(run: dict[str, Any]) -> Asked:
    """The manager wraps the optimizer, and prunes before each optimizer step."""
    training = Training()
    manager = ScheduledModifierManager.from_yaml(run["configuration"])
    [modifier] = [one for one in manager.iter_modifiers() if isinstance(one, GMPruningModifier)]
    optimizer = manager.modify(
        training.model, training.optimizer, steps_per_epoch=run["steps_per_epoch"]
    )
    compute = modifier.get_applied_sparsity_for_epoch

    def noting_sparsity(epoch: float, steps_per_epoch: int) -> object:
        sparsities = compute(epoch, steps_per_epoch)
        [sparsity] = set(sparsities) if isinstance(sparsities, list) else {sparsities}
        training.asked[training.step] = float(sparsity)
        return sparsities

    modifier.get_applied_sparsity_for_epoch = noting_sparsity
    for _ in training.steps(run["total_steps"]):
        training.backward()
        optimizer.step()
    return training.asked


def intel(run: dict[str, Any]) -> Asked:
    """Callbacks run before and after each training step."""
    training = Training()
    names = executed(run, model=training.model)
    callbacks, training.model = names["manager"].callbacks, names["model"].model
    [pruner] = callbacks.callbacks_list[0].pruners
    pruner.pattern.get_masks = training.listen(
        pruner.pattern.get_masks, lambda scores, sparsity, *rest: sparsity
    )
    for step in training.steps(run["total_steps"]):
        callbacks.on_step_begin(step)
        training.backward()
        callbacks.on_before_optimizer_step()
        training.optimizer.step()
        callbacks.on_after_optimizer_step()
    return training.asked


LIBRARIES = {"torch_ao": torch_ao, "nni": microsoft_nni, "sparseml": sparse_ml, "intel": intel}

if __name__ == "__main__":
    runs = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):  # the libraries print messages
        answers = [LIBRARIES[run["library"]](run) for run in runs]
    json.dump(answers, sys.stdout)
