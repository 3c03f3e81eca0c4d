"""Checkpoints: all that a training must remember to go on, to the bit, as if nothing had happened."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.data.npz import DAMAGED
from pruning_core.errors import CheckpointError, PackagesChangedError
from pruning_core.runs.config import RunConfig
from pruning_core.training.measuring.probes import Probe, ProbeState
from pruning_core.training.network.models import random_states, versions, with_metrics

ABOUT, VERSIONS = "about", "versions"
MALFORMED = (*DAMAGED, OSError, KeyError, TypeError)


class CheckpointKeeper(Protocol):
    """Where the checkpoints of one training are kept; it decides when one is made."""

    def latest(self) -> Path | None:
        """The checkpoint to go on from: what was emitted before it is not emitted again.

        Without one the training starts over. It depends on its config alone, so it emits again what
        it emitted before.
        """

    def refuse(self, path: Path) -> None:
        """Called when `latest` could not be used: the next `latest` is another, or none."""

    def due(self, *, epoch_ended: bool) -> bool:
        """Whether to make a checkpoint now.

        Asked after every step; after the last step of an epoch once, with `epoch_ended`, when the
        epoch is validated.
        """

    def keep(self, write: Callable[[Path], None]) -> None:
        """Make a checkpoint: `write` makes the file, and must be called before this returns.

        Called when all events so far are emitted: they belong to the checkpoint, those after it do not.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """A checkpoint that was read: the names and values of all variables, and what was measured."""

    path: Path
    names: tuple[str, ...]
    values: tuple[NDArray[Any], ...]
    probe: ProbeState


class KeepCheckpoints(keras.callbacks.Callback):
    """Makes checkpoints when they are due. It comes last, so that the probe has read the step.

    Args:
        keeper: Where they are kept.
        config: What is trained.
        probe: What measures it.
        resumed: The checkpoint that this training goes on from, if there is one.
    """

    def __init__(
        self,
        *,
        keeper: CheckpointKeeper,
        config: RunConfig,
        probe: Probe,
        resumed: Checkpoint | None,
    ) -> None:
        super().__init__()
        self._keeper = keeper
        self._config = config
        self._probe = probe
        self._resumed = resumed

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Go on in the middle of an epoch: Keras has just set its means to zero."""
        if self._resumed is not None and not self._epoch_ended:
            restore(self.model, self._resumed)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Make a checkpoint after a step, unless it is an epoch's last."""
        if not self._epoch_ended:
            self._keep_if_due()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Make a checkpoint after an epoch: it is validated, and its weights are masked again."""
        self._keep_if_due()

    @property
    def _epoch_ended(self) -> bool:
        return self._probe.state.step % self._config.plan.steps_per_epoch == 0

    def _keep_if_due(self) -> None:
        if self._keeper.due(epoch_ended=self._epoch_ended):
            self._probe.settle()
            self._keeper.keep(self._write)

    def _write(self, path: Path) -> None:
        save(path, config=self._config, model=self.model, probe=self._probe.state)


def save(path: Path, *, config: RunConfig, model: keras.Model, probe: ProbeState) -> None:
    """Write a checkpoint of a training that has made one step or more.

    An .npz without compression and without pickles: `about` is JSON in UTF-8 as uint8 of shape (n,)
    with the config, the versions of the packages, the state of the probe and the variables' names;
    the arrays `0`, `1`, ... are their values, in their own shapes and dtypes.

    Raises:
        OSError: When the file cannot be written.
    """
    kept = variables(model)
    about = identity(config) | {
        "probe": asdict(probe),
        "variables": [variable.name for variable in kept],
    }
    arrays = {str(position): variable.numpy() for position, variable in enumerate(kept)}
    arrays[ABOUT] = np.frombuffer(json.dumps(about).encode("utf-8"), np.uint8)
    with path.open("wb") as file:  # given a path, NumPy would change its name
        np.savez(file, allow_pickle=False, **arrays)


def read(path: Path, *, config: RunConfig) -> Checkpoint:
    """Read a checkpoint of this config.

    Raises:
        CheckpointError: When the file is missing or damaged, or is of another training.
        PackagesChangedError: When it was made with other versions of the packages.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if (damaged := archive.testzip()) is not None:
                raise CheckpointError(f"the checkpoint {path} is damaged at {damaged}")
        with np.load(path, allow_pickle=False) as arrays:
            about = json.loads(arrays[ABOUT].tobytes())
            names = tuple(about["variables"])
            values = tuple(arrays[str(position)] for position in range(len(names)))
        probe = ProbeState(**about["probe"])
        theirs = {name: about[name] for name in identity(config)}
    except MALFORMED as error:
        raise CheckpointError(f"the checkpoint {path} cannot be read: {error}") from error
    for name, ours in identity(config).items():
        if theirs[name] != ours:
            refused = PackagesChangedError if name == VERSIONS else CheckpointError
            raise refused(
                f"the checkpoint {path} is of another training: its {name} is {theirs[name]}, not {ours}"
            )
    return Checkpoint(path=path, names=names, values=values, probe=probe)


def restore(model: keras.Model, checkpoint: Checkpoint) -> None:
    """Set every variable of a model that `build` made; one that has never trained will do.

    Raises:
        CheckpointError: When the model has other variables; then it is left as it was.
    """
    with_metrics(model)
    wanted = variables(model)
    ours = [(v.name, tuple(v.shape), v.dtype.as_numpy_dtype) for v in wanted]
    theirs = [
        (name, value.shape, value.dtype)
        for name, value in zip(checkpoint.names, checkpoint.values, strict=True)
    ]
    if ours != theirs:
        raise CheckpointError(
            f"the checkpoint {checkpoint.path} is of another network: "
            f"its variables are not the {len(ours)} of this one"
        )
    for variable, value in zip(wanted, checkpoint.values, strict=True):
        variable.assign(value)


def identity(config: RunConfig) -> dict[str, Any]:
    """What two trainings must share so that one can go on for the other."""
    return {"config": config.to_json(), VERSIONS: versions()}


def variables(model: keras.Model) -> list[Any]:
    """All that a training changes: weights, masks and their steps, optimizer, dropout, metrics."""
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    return [*model.variables, *model.optimizer.variables, *random_states(model), *metrics]
