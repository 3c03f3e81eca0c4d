"""Trains a run, and stores its events and the weights and masks after each step."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.paths import dataset_paths
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunEvent
from pruning_core.training.trainer import train
from tests.sinks import Sink


def events_of(config: RunConfig) -> list[RunEvent]:
    """All events of a training."""
    events: list[RunEvent] = []
    train(config, Sink(events.append), paths=dataset_paths(os.environ))
    return events


@dataclass(kw_only=True)
class Snapshots:
    """Stores weights and masks after every step. It reads them from the checkpoint of each step."""

    folder: Path
    weights: list[list[NDArray[np.float32]]] = field(default_factory=list)
    masks: list[list[NDArray[np.float32]]] = field(default_factory=list)

    def latest(self) -> None:
        return None

    def refuse(self, path: Path) -> None:
        raise AssertionError(f"{path} was refused, but there was no checkpoint")

    def is_due(self, *, epoch_ended: bool) -> bool:
        return True

    def save(self, write: Callable[[Path], None]) -> None:
        path = self.folder / "checkpoint.part"
        write(path)
        with np.load(path) as arrays:
            names = json.loads(arrays["about"].tobytes())["variables"]
            values = {name: arrays[str(index)] for index, name in enumerate(names)}
        layers = [kernel.layer for kernel in ARTICLE_CONVNET]
        self.masks.append([values[f"prune_low_magnitude_{layer}/mask:0"] for layer in layers])
        self.weights.append([values[f"{layer}/kernel:0"] for layer in layers])

    @property
    def steps(self) -> int:
        return len(self.masks)

    def mask(self, step: int, index: int) -> NDArray[np.float32]:
        return self.masks[step - 1][index]

    def mask_before(self, step: int, index: int) -> NDArray[np.float32]:
        return np.ones_like(self.masks[0][index]) if step == 1 else self.mask(step - 1, index)

    def ranked(self, step: int, index: int) -> NDArray[np.float32]:
        """The weights that tfmot ranks at an update: the weights after the previous step."""
        return self.weights[step - 2][index]
