"""Checkpoints: the complete state of a training, so that a resumed training gives exactly the same numbers."""

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
from pruning_core.training.network.models import create_metric_variables, random_states, versions

ABOUT, VERSIONS = "about", "versions"
ERRORS_OF_MALFORMED_FILES = (*DAMAGED, OSError, KeyError, TypeError)


class CheckpointKeeper(Protocol):
    """Stores the checkpoints of one training, and decides when a checkpoint is written."""

    def latest(self) -> Path | None:
        """The checkpoint to resume from, or None to start from the beginning.

        A training that resumes emits only the events after the checkpoint. A training that starts
        from the beginning emits all events again. They are the same events, because they depend only
        on the config.
        """

    def refuse(self, path: Path) -> None:
        """Called if the latest checkpoint cannot be used. Then `latest` returns an earlier checkpoint or None."""

    def is_due(self, *, epoch_ended: bool) -> bool:
        """Whether to write a checkpoint now.

        Called after every step. For the last step of an epoch, it is called once, after the
        validation, with `epoch_ended=True`.
        """

    def save(self, write: Callable[[Path], None]) -> None:
        """Write a checkpoint. This method must call `write`, which writes the file.

        Called when all events up to this checkpoint have been emitted.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """A checkpoint read from a file: names and values of all variables, and the probe's state."""

    path: Path
    names: tuple[str, ...]
    values: tuple[NDArray[Any], ...]
    probe: ProbeState


class SaveCheckpoints(keras.callbacks.Callback):
    """Writes checkpoints when they are due. Keras must call it after the probe, which reads each step.

    Args:
        keeper: Stores the checkpoints.
        config: The config of the training.
        probe: Measures the training.
        resumed_from: The checkpoint from which this training resumed, or None.
    """

    def __init__(
        self,
        *,
        keeper: CheckpointKeeper,
        config: RunConfig,
        probe: Probe,
        resumed_from: Checkpoint | None,
    ) -> None:
        super().__init__()
        self._keeper = keeper
        self._config = config
        self._probe = probe
        self._resumed_from = resumed_from

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Restore the state in the middle of an epoch, because Keras has just reset its means."""
        if self._resumed_from is not None and not self._epoch_ended:
            restore(self.model, self._resumed_from)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Write a checkpoint after a step, except after the last step of an epoch."""
        if not self._epoch_ended:
            self._save_if_due()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write a checkpoint after an epoch: after its validation, when the weights are masked again."""
        self._save_if_due()

    @property
    def _epoch_ended(self) -> bool:
        return self._probe.state.step % self._config.plan.steps_per_epoch == 0

    def _save_if_due(self) -> None:
        if self._keeper.is_due(epoch_ended=self._epoch_ended):
            self._probe.wait_for_events()
            self._keeper.save(self._write)

    def _write(self, path: Path) -> None:
        save(path, config=self._config, model=self.model, probe=self._probe.state)


def save(path: Path, *, config: RunConfig, model: keras.Model, probe: ProbeState) -> None:
    """Write a checkpoint of a training after its first step or later.

    The file is an .npz without compression and without pickles. Its array `about` is JSON in UTF-8,
    as uint8 of shape (n,): the config, the versions of the packages, the state of the probe and the
    names of the variables. The arrays `0`, `1`, ... are the values of these variables.

    Raises:
        OSError: If the file cannot be written.
    """
    saved_variables = variables(model)
    about = identity(config) | {
        "probe": asdict(probe),
        "variables": [variable.name for variable in saved_variables],
    }
    arrays = {str(index): variable.numpy() for index, variable in enumerate(saved_variables)}
    arrays[ABOUT] = np.frombuffer(json.dumps(about).encode("utf-8"), np.uint8)
    with path.open("wb") as file:  # if NumPy gets a path, it adds .npz to the name
        np.savez(file, allow_pickle=False, **arrays)


def read(path: Path, *, config: RunConfig) -> Checkpoint:
    """Read a checkpoint of this config.

    Raises:
        CheckpointError: If the file is missing or damaged, or belongs to another training.
        PackagesChangedError: If the checkpoint was written with other versions of the packages.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if (damaged_entry := archive.testzip()) is not None:
                raise CheckpointError(f"the checkpoint {path} is damaged at {damaged_entry}")
        with np.load(path, allow_pickle=False) as arrays:
            about = json.loads(arrays[ABOUT].tobytes())
            names = tuple(about["variables"])
            values = tuple(arrays[str(index)] for index in range(len(names)))
        probe = ProbeState(**about["probe"])
        stored_identity = {name: about[name] for name in identity(config)}
    except ERRORS_OF_MALFORMED_FILES as error:
        raise CheckpointError(f"the checkpoint {path} cannot be read: {error}") from error
    for name, expected in identity(config).items():
        if stored_identity[name] != expected:
            error_class = PackagesChangedError if name == VERSIONS else CheckpointError
            raise error_class(
                f"the checkpoint {path} belongs to another training: {name} is {stored_identity[name]}, not {expected}"
            )
    return Checkpoint(path=path, names=names, values=values, probe=probe)


def restore(model: keras.Model, checkpoint: Checkpoint) -> None:
    """Set every variable of a model from `build`. The model may have trained before.

    Raises:
        CheckpointError: If the model has other variables. In this case, the model is not changed.
    """
    create_metric_variables(model)
    model_variables = variables(model)
    model_signature = [(v.name, tuple(v.shape), v.dtype.as_numpy_dtype) for v in model_variables]
    stored_signature = [
        (name, value.shape, value.dtype)
        for name, value in zip(checkpoint.names, checkpoint.values, strict=True)
    ]
    if model_signature != stored_signature:
        raise CheckpointError(
            f"the checkpoint {checkpoint.path} belongs to another network: "
            f"its variables are not the {len(model_signature)} variables of this network"
        )
    for variable, value in zip(model_variables, checkpoint.values, strict=True):
        variable.assign(value)


def identity(config: RunConfig) -> dict[str, Any]:
    """The config and the package versions. A checkpoint can only be used if both are the same."""
    return {"config": config.to_json(), VERSIONS: versions()}


def variables(model: keras.Model) -> list[Any]:
    """All variables that a training changes: weights, masks, optimizer, dropout and metrics."""
    metrics = [variable for metric in model.metrics for variable in metric.variables]
    return [*model.variables, *model.optimizer.variables, *random_states(model), *metrics]
