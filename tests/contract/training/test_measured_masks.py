"""Measured masks, drift and magnitudes equal the values in the variables, after every step."""

import base64
from typing import TypeVar

import numpy as np
import pytest

from pruning_core import (
    ConstantSparsity,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.masks import mask_sparsity
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import DriftMeasured, MasksMeasured, RunEvent, WeightsMeasured
from pruning_core.schedules.shapes import cyclic
from pruning_core.training.trainer import train
from tests.contract.training.snapshots import Snapshots
from tests.examples import DECAY
from tests.sinks import Sink

Event = TypeVar("Event")


def events_of_class(events: list[RunEvent], event_class: type[Event]) -> list[Event]:
    """The events of one class."""
    return [event for event in events if isinstance(event, event_class)]


SCHEDULES: dict[str, Schedule] = {
    "constant": ConstantSparsity(target_sparsity=0.6, begin_step=3, frequency=4),
    "polynomial": DECAY,
    "keyframes": cyclic(final_sparsity=0.7, begin_step=0, end_step=12, frequency=2, cycles=2),
}


@pytest.fixture(scope="module", params=SCHEDULES)
def training_and_snapshots(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Schedule, list[RunEvent], Snapshots]:
    """A short training with each kind of schedule, and its variables after each step."""
    schedule = SCHEDULES[request.param]
    snapshots = Snapshots(folder=tmp_path_factory.mktemp("watched"))
    events: list[RunEvent] = []
    plan = TrainingPlan(num_examples=420, batch_size=32, epochs=1)
    config = RunConfig(schedule=schedule, plan=plan, dataset="digits")
    train(config, Sink(events.append), checkpoints=snapshots)
    return schedule, events, snapshots


def masks_keep_all_weights(snapshots: Snapshots, step: int) -> bool:
    """Whether every mask keeps all weights after a step."""
    return all(mask.all() for mask in snapshots.masks[step - 1])


def test_masks_have_the_predicted_sparsity_after_every_step(
    training_and_snapshots: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    schedule, events, snapshots = training_and_snapshots
    steps = snapshots.steps
    for kernel, masks in zip(ARTICLE_CONVNET, zip(*snapshots.masks, strict=True), strict=True):
        measured_sparsity = [float(mask_sparsity(int(mask.sum()), mask.size)) for mask in masks]
        assert measured_sparsity == applied_sparsity(schedule, steps, kernel.n_weights).tolist()
    measured = events_of_class(events, MasksMeasured)
    assert [event.kept for event in measured] == [event.predicted for event in measured]
    assert [event.step for event in measured] == [1, *update_steps(schedule, steps).tolist()]


def test_measurements_of_an_update_equal_the_masks_and_weights(
    training_and_snapshots: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    schedule, events, snapshots = training_and_snapshots
    for event in events_of_class(events, MasksMeasured):
        for index in range(len(ARTICLE_CONVNET)):
            before, after = (
                snapshots.mask_before(event.step, index),
                snapshots.mask(event.step, index),
            )
            sparsity = float(schedule.sparsity(np.array([event.step]))[0])
            assert event.scheduled_sparsity[index] == sparsity
            assert event.kept[index] == int(after.sum())
            assert event.pruned[index] == int(((before == 1) & (after == 0)).sum())
            assert event.regrown[index] == int(((before == 0) & (after == 1)).sum())
            if event.step == 1:
                continue  # step 1 has no update, so nothing was ranked
            ranked = np.sort(np.abs(snapshots.ranked(event.step, index)), axis=None)
            assert event.thresholds[index] == float(ranked[-event.kept[index]])


def test_drift_is_the_largest_magnitude_under_each_mask(
    training_and_snapshots: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    _schedule, events, snapshots = training_and_snapshots
    drifts = events_of_class(events, DriftMeasured)
    masked = [
        step
        for step in range(5, snapshots.steps + 1, 5)
        if not masks_keep_all_weights(snapshots, step)
    ]
    assert [event.step for event in drifts] == masked
    for event in drifts:
        for index, reported_drift in enumerate(event.drift):
            weights, mask = (
                snapshots.weights[event.step - 1][index],
                snapshots.mask(event.step, index),
            )
            assert reported_drift == float(np.abs(weights[mask == 0]).max())
    assert any(reported_drift for event in drifts for reported_drift in event.drift)


def test_histograms_show_the_ranked_magnitudes_and_pictures_show_the_new_masks(
    training_and_snapshots: tuple[Schedule, list[RunEvent], Snapshots],
) -> None:
    schedule, events, snapshots = training_and_snapshots
    updates = update_steps(schedule, snapshots.steps).tolist()
    measured = events_of_class(events, WeightsMeasured)
    assert [event.step for event in measured] == updates
    for event in measured:
        for index, kernel in enumerate(ARTICLE_CONVNET):
            ranked = np.abs(snapshots.ranked(event.step, index))
            histogram, picture = event.histograms[index], event.pictures[index]
            assert histogram.layer == picture.layer == kernel.layer
            assert histogram.largest == float(ranked.max())
            expected, _ = np.histogram(ranked, len(histogram.counts), (0, histogram.largest))
            assert np.abs(np.cumsum(expected) - np.cumsum(histogram.counts)).max() <= 3
            levels = np.frombuffer(base64.b64decode(picture.levels), np.uint8)
            assert levels.size == picture.tiles * picture.rows * picture.columns
            share = snapshots.mask(event.step, index).mean()
            assert levels.mean() / 255 == pytest.approx(share, abs=0.51 / 255)
