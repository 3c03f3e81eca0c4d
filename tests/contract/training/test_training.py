"""A real training: what it measures is what was predicted, and it can be repeated to the bit."""

import base64
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray
from tensorflow_model_optimization.sparsity import keras as tfmot
from tensorflow_model_optimization.sparsity.keras import strip_pruning

from pruning_core import (
    ConstantSparsity,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    kept_weights,
    update_steps,
)
from pruning_core.data.datasets import load_dataset
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.masks import mask_sparsity
from pruning_core.results.litert import pixels
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunFinished,
    RunStarted,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.schedules.shapes import cyclic
from pruning_core.training.artifacts.artifacts import weights_sha256
from pruning_core.training.batches import batches
from pruning_core.training.network.models import build
from pruning_core.training.trainer import MEASURING, train
from tests.examples import DECAY, short_run

Kind = TypeVar("Kind")
SECONDS_LATE, SECONDS_FOR_A_STEP = 0.05, 60


def events_of(config: RunConfig) -> list[RunEvent]:
    """Everything that a training emits."""
    events: list[RunEvent] = []
    train(config, events.append)
    return events


@pytest.fixture(scope="module")
def pruned() -> list[RunEvent]:
    """Two epochs: the schedule ends in the first, so that a second `on_train_begin` would show."""
    return events_of(short_run(epochs=2))


def of_kind(events: list[RunEvent], kind: type[Kind]) -> list[Kind]:
    """The events of one class."""
    return [event for event in events if isinstance(event, kind)]


@dataclass(kw_only=True)
class Snapshots:
    """Keeps weights and masks as a training's checkpoints hold them, after each of its steps."""

    folder: Path
    weights: list[list[NDArray[np.float32]]] = field(default_factory=list)
    masks: list[list[NDArray[np.float32]]] = field(default_factory=list)

    def latest(self) -> None:
        return None

    def refuse(self, path: Path) -> None:
        raise AssertionError(f"{path} was not offered")

    def due(self, *, epoch_ended: bool) -> bool:
        return True

    def keep(self, write: Callable[[Path], None]) -> None:
        path = self.folder / "checkpoint.part"
        write(path)
        with np.load(path) as arrays:
            names = json.loads(arrays["about"].tobytes())["variables"]
            values = {name: arrays[str(place)] for place, name in enumerate(names)}
        layers = [kernel.layer for kernel in ARTICLE_CONVNET]
        self.masks.append([values[f"prune_low_magnitude_{layer}/mask:0"] for layer in layers])
        self.weights.append([values[f"{layer}/kernel:0"] for layer in layers])

    @property
    def steps(self) -> int:
        return len(self.masks)

    def mask(self, step: int, place: int) -> NDArray[np.float32]:
        return self.masks[step - 1][place]

    def mask_before(self, step: int, place: int) -> NDArray[np.float32]:
        return np.ones_like(self.masks[0][place]) if step == 1 else self.mask(step - 1, place)

    def ranked(self, step: int, place: int) -> NDArray[np.float32]:
        """What tfmot ranks at an update: the weights as the step before has left them."""
        return self.weights[step - 2][place]


SCHEDULES: dict[str, Schedule] = {
    "constant": ConstantSparsity(target_sparsity=0.6, begin_step=3, frequency=4),
    "polynomial": DECAY,
    "keyframes": cyclic(final_sparsity=0.7, begin_step=0, end_step=12, frequency=2, cycles=2),
}


@pytest.fixture(scope="module", params=SCHEDULES)
def watched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Schedule, list[RunEvent], Snapshots]:
    """A short training by each kind of schedule, and what its variables held after each step."""
    schedule = SCHEDULES[request.param]
    snapshots = Snapshots(folder=tmp_path_factory.mktemp("watched"))
    events: list[RunEvent] = []
    plan = TrainingPlan(num_examples=420, batch_size=32, epochs=1)
    config = RunConfig(schedule=schedule, plan=plan, dataset="digits")
    train(config, events.append, checkpoints=snapshots)
    return schedule, events, snapshots


def all_kept(snapshots: Snapshots, step: int) -> bool:
    """Whether no mask hides anything after a step."""
    return all(mask.all() for mask in snapshots.masks[step - 1])


def test_a_training_starts_with_its_size_and_ends_with_its_results(pruned: list[RunEvent]) -> None:
    started = next(event for event in pruned if isinstance(event, RunStarted))
    assert (started.total_steps, started.steps_per_epoch) == (26, 13)
    assert isinstance(pruned[-1], RunFinished)


def test_every_step_is_measured_once_and_in_order(pruned: list[RunEvent]) -> None:
    steps = [event for event in pruned if isinstance(event, StepMeasured)]
    assert [event.step for event in steps] == list(range(1, 27))
    assert all(event.loss is not None and event.accuracy is not None for event in steps)


def test_each_epochs_steps_average_to_what_keras_reports_for_it(pruned: list[RunEvent]) -> None:
    plan = short_run(epochs=2).plan
    steps = {event.step: event for event in pruned if isinstance(event, StepMeasured)}
    for epoch in (event for event in pruned if isinstance(event, EpochMeasured)):
        within = range(epoch.step - plan.steps_per_epoch + 1, epoch.step + 1)
        correct = sum((steps[s].accuracy or 0) * plan.examples_in_step(s) for s in within)
        assert correct / plan.training_examples == pytest.approx(epoch.accuracy, abs=1e-6)
        loss = sum((steps[s].loss or 0) * plan.examples_in_step(s) for s in within)
        assert loss / plan.training_examples == pytest.approx(epoch.loss, rel=1e-4)
        assert epoch.validation_accuracy is not None


def test_what_masks_hold_is_what_was_predicted_after_every_step(
    watched: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    schedule, events, snapshots = watched
    steps = snapshots.steps
    for kernel, masks in zip(ARTICLE_CONVNET, zip(*snapshots.masks, strict=True), strict=True):
        held = [float(mask_sparsity(int(mask.sum()), mask.size)) for mask in masks]
        assert held == applied_sparsity(schedule, steps, kernel.n_weights).tolist()
    measured = of_kind(events, MasksMeasured)
    assert [event.kept for event in measured] == [event.predicted for event in measured]
    assert [event.step for event in measured] == [1, *update_steps(schedule, steps).tolist()]


def test_an_update_is_measured_as_the_masks_and_weights_themselves_say(
    watched: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    schedule, events, snapshots = watched
    for event in of_kind(events, MasksMeasured):
        for place in range(len(ARTICLE_CONVNET)):
            before, after = (
                snapshots.mask_before(event.step, place),
                snapshots.mask(event.step, place),
            )
            sparsity = float(schedule.sparsity(np.array([event.step]))[0])
            assert event.scheduled_sparsity[place] == sparsity
            assert event.kept[place] == int(after.sum())
            assert event.pruned[place] == int(((before == 1) & (after == 0)).sum())
            assert event.regrown[place] == int(((before == 0) & (after == 1)).sum())
            if event.step == 1:
                continue  # nothing was ranked
            ranked = np.sort(np.abs(snapshots.ranked(event.step, place)), axis=None)
            assert event.thresholds[place] == float(ranked[-event.kept[place]])


def test_drift_is_the_largest_magnitude_under_each_mask(
    watched: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    _schedule, events, snapshots = watched
    drifts = of_kind(events, DriftMeasured)
    masked = [step for step in range(5, snapshots.steps + 1, 5) if not all_kept(snapshots, step)]
    assert [event.step for event in drifts] == masked
    for event in drifts:
        for place, found in enumerate(event.drift):
            weights, mask = (
                snapshots.weights[event.step - 1][place],
                snapshots.mask(event.step, place),
            )
            assert found == float(np.abs(weights[mask == 0]).max())
    assert any(found for event in drifts for found in event.drift)


def test_the_magnitudes_are_those_that_were_ranked_and_the_pictures_those_that_came_of_it(
    watched: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    schedule, events, snapshots = watched
    updates = update_steps(schedule, snapshots.steps).tolist()
    measured = of_kind(events, WeightsMeasured)
    assert [event.step for event in measured] == updates
    for event in measured:
        for place, kernel in enumerate(ARTICLE_CONVNET):
            ranked = np.abs(snapshots.ranked(event.step, place))
            histogram, picture = event.histograms[place], event.pictures[place]
            assert histogram.layer == picture.layer == kernel.layer
            assert histogram.largest == float(ranked.max())
            expected, _ = np.histogram(ranked, len(histogram.counts), (0, histogram.largest))
            assert np.abs(np.cumsum(expected) - np.cumsum(histogram.counts)).max() <= 3
            levels = np.frombuffer(base64.b64decode(picture.levels), np.uint8)
            assert levels.size == picture.tiles * picture.rows * picture.columns
            share = snapshots.mask(event.step, place).mean()
            assert levels.mean() / 255 == pytest.approx(share, abs=0.51 / 255)


def test_measuring_changes_nothing_in_the_training(pruned: list[RunEvent]) -> None:
    config = short_run(epochs=2)
    model = build(config)
    dataset = load_dataset(config.dataset)
    split, examples = config.plan.training_examples, config.plan.num_examples
    images, labels = pixels(dataset.x_train[:examples]), dataset.y_train[:examples].astype(np.int64)
    stream = batches(
        images[:split],
        labels[:split],
        batch_size=config.plan.batch_size,
        seed=config.seed,
        steps=range(1, config.plan.total_steps + 1),
    )
    model.fit(
        stream,
        steps_per_epoch=config.plan.steps_per_epoch,
        epochs=2,
        validation_data=(images[split:], labels[split:]),
        validation_batch_size=config.plan.batch_size,
        callbacks=[tfmot.UpdatePruningStep()],
        verbose=0,
    )
    finished = pruned[-1]
    assert isinstance(finished, RunFinished)
    assert weights_sha256(strip_pruning(model)) == finished.weights_sha256


def test_the_stripped_model_holds_the_applied_sparsity(pruned: list[RunEvent]) -> None:
    finished = pruned[-1]
    assert isinstance(finished, RunFinished)
    for kernel in finished.kernels:
        expected = applied_sparsity(DECAY, 26, kernel.n_weights)[-1]
        assert kernel.measured_sparsity == float(expected)
        assert kernel.zeros == kernel.n_weights - kept_weights(DECAY, 11, kernel.n_weights)
    assert finished.zipped_h5_bytes < finished.h5_bytes


def test_the_same_config_trains_to_the_same_events_to_the_bit(pruned: list[RunEvent]) -> None:
    assert events_of(short_run(epochs=2)) == pruned


def test_another_seed_trains_to_other_events(pruned: list[RunEvent]) -> None:
    assert events_of(short_run(epochs=2, seed=1)) != pruned


def test_the_dense_baseline_has_no_masks_and_no_zeros() -> None:
    events = events_of(short_run().dense)
    assert not any(isinstance(event, MasksMeasured) for event in events)
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert [kernel.zeros for kernel in finished.kernels] == [0, 0, 0, 0]


def test_a_training_without_validation_says_so() -> None:
    plan = TrainingPlan(num_examples=64, batch_size=32, epochs=1)
    events = events_of(RunConfig(schedule=None, plan=plan, dataset="digits"))
    epoch = next(event for event in events if isinstance(event, EpochMeasured))
    assert epoch.validation_accuracy is None


def test_an_exception_in_emit_ends_the_training() -> None:
    seen: list[RunEvent] = []

    def emit(event: RunEvent) -> None:
        seen.append(event)
        if isinstance(event, StepMeasured) and event.step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(short_run(), emit)
    assert isinstance(seen[-1], StepMeasured)
    assert seen[-1].step == 3
    assert not measuring()


@dataclass(kw_only=True)
class Asked:
    """Is asked after each step whether a checkpoint is due, which it never is."""

    after: Callable[[int], None]
    steps: int = 0

    def latest(self) -> None:
        return None

    def refuse(self, path: Path) -> None:
        raise AssertionError(f"{path} was not offered")

    def due(self, *, epoch_ended: bool) -> bool:
        self.steps += 1
        self.after(self.steps)
        return False

    def keep(self, write: Callable[[Path], None]) -> None:
        raise AssertionError("no checkpoint is due")


@pytest.mark.parametrize(
    "changes", [{}, {"optimizer": "sgd", "momentum": 0.9}], ids=["adam", "sgd"]
)
def test_a_step_is_measured_as_it_was_while_the_next_one_changes_all_variables(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    config = replace(short_run(), **changes)
    step_by_step: list[RunEvent] = []
    train(config, step_by_step.append, checkpoints=Snapshots(folder=tmp_path))  # waits each time
    events: list[RunEvent] = []
    come_to = defaultdict[int, threading.Event](threading.Event)

    def emit_after_the_next_step(event: RunEvent) -> None:
        if isinstance(event, StepMeasured) and event.step < config.plan.steps_per_epoch - 1:
            assert come_to[event.step + 1].wait(SECONDS_FOR_A_STEP)
        events.append(event)

    train(config, emit_after_the_next_step, checkpoints=Asked(after=lambda n: come_to[n].set()))
    assert events == step_by_step


@pytest.mark.parametrize("emit_fails", [False, True])
def test_an_error_of_the_training_leaves_no_step_half_measured(emit_fails: bool) -> None:
    seen: list[RunEvent] = []

    def fail(step: int) -> None:
        if step == 4:
            raise MemoryError("the training itself")

    def emit_late(event: RunEvent) -> None:
        time.sleep(SECONDS_LATE)
        seen.append(event)
        if emit_fails and getattr(event, "step", 0) == 3:
            raise KeyboardInterrupt

    with pytest.raises(MemoryError, match="the training itself"):
        train(short_run(), emit_late, checkpoints=Asked(after=fail))
    whole = [event for event in events_of(short_run()) if getattr(event, "step", 4) <= 3]
    assert [event for event in seen if hasattr(event, "step")] == whole
    assert not measuring()


def measuring() -> list[threading.Thread]:
    """The threads that measure."""
    return [thread for thread in threading.enumerate() if thread.name.startswith(MEASURING)]
