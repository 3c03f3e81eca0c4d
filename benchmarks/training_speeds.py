"""The speed of one training: of a bare `fit`, and of a run that sends its events to the store."""

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pruning_core.data.paths import dataset_paths
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EpochMeasured, RunEvent, StepMeasured
from pruning_core.runs.events.sink import EventSink
from pruning_core.store.store import RunStore

UNMEASURED_STEPS = 10
OWNER = "benchmark"
"""The name of the worker that claims each streamed run."""


def bare_speed(config: RunConfig) -> float:
    """Steps per second of a bare `fit`, from its tenth step to the end of its last epoch."""
    import tensorflow_model_optimization as tfmot
    import tf_keras as keras

    from pruning_core.data.datasets import load_dataset
    from pruning_core.results.litert import pixels
    from pruning_core.training.network.models import build

    clock = Clock()

    class StepTimer(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:
            clock.end_step()

        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            clock.end_epoch()

    data, plan = load_dataset(config.dataset, dataset_paths(os.environ)), config.plan
    build(config).fit(
        pixels(data.x_train[: plan.num_examples]),
        data.y_train[: plan.num_examples].astype("int64"),
        batch_size=plan.batch_size,
        epochs=plan.epochs,
        validation_split=plan.validation_split,
        callbacks=[tfmot.sparsity.keras.UpdatePruningStep(), StepTimer()],
        verbose=0,
    )
    return clock.speed


def streamed_speed(run_id: str, database_url: str) -> float:
    """Steps per second of a run that is trained like in a worker, over the same steps."""
    from pruning_core.engine.checkpoint_files import Checkpoints
    from pruning_core.engine.reporter import Reporter
    from pruning_core.training.trainer import train

    clock = Clock()
    store = RunStore(database_url)
    run = store.get(run_id)
    with (
        tempfile.TemporaryDirectory() as folder,
        Reporter(store, run_id, OWNER) as reporter,
    ):
        checkpoints = Checkpoints(Path(folder), reporter)
        train(
            run.config,
            TimedSink(sink=reporter, clock=clock),
            checkpoints=checkpoints,
            paths=dataset_paths(os.environ),
        )
    store.close()
    return clock.speed


@dataclass(frozen=True, kw_only=True, slots=True)
class TimedSink:
    """Passes events to another sink, and measures the time of steps and epochs."""

    sink: EventSink
    clock: "Clock"

    def emit(self, event: RunEvent) -> None:
        """Pass the event to the other sink."""
        self.sink.emit(event)
        match event:
            case StepMeasured():
                self.clock.end_step()
            case EpochMeasured():
                self.clock.end_epoch()
            case _:
                pass


class Clock:
    """Measures a training from the end of step 10, when the graph is traced, to the end of the last epoch."""

    def __init__(self) -> None:
        self._steps = 0
        self._started_at = self._ended_at = 0.0

    def end_step(self) -> None:
        """Count a step, at its end."""
        self._steps += 1
        if self._steps == UNMEASURED_STEPS:
            self._started_at = time.perf_counter()

    def end_epoch(self) -> None:
        """Store the time at the end of an epoch, after its validation."""
        self._ended_at = time.perf_counter()

    @property
    def speed(self) -> float:
        """Steps per second."""
        return (self._steps - UNMEASURED_STEPS) / (self._ended_at - self._started_at)
