"""A real training: what it measures is what was predicted, and it can be repeated to the bit."""

from dataclasses import replace

import pytest

from pruning_core import TrainingPlan, applied_sparsity, kept_weights, update_steps
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import (
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunFinished,
    RunStarted,
    StepMeasured,
)
from pruning_core.schedules.shapes import cyclic
from pruning_core.training.models import article_convnet
from pruning_core.training.trainer import train
from tests.examples import DECAY, short_run


def events_of(config: RunConfig) -> list[RunEvent]:
    """Everything that a training emits."""
    events: list[RunEvent] = []
    train(config, events.append)
    return events


@pytest.fixture(scope="module")
def pruned() -> list[RunEvent]:
    """Two epochs: the schedule ends in the first, so that a second `on_train_begin` would show."""
    return events_of(short_run(epochs=2))


def test_the_kernels_that_are_known_without_tensorflow_are_those_of_the_network() -> None:
    built = [layer for layer in article_convnet().layers if hasattr(layer, "kernel")]
    assert [tuple(layer.kernel.shape) for layer in built] == [k.shape for k in ARTICLE_CONVNET]


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


def test_masks_change_exactly_when_and_to_what_was_predicted(pruned: list[RunEvent]) -> None:
    measured = {event.step: event.kept for event in pruned if isinstance(event, MasksMeasured)}
    predicted = {1: tuple(kernel.n_weights for kernel in ARTICLE_CONVNET)}
    for step in update_steps(DECAY, 26).tolist():
        predicted[step] = tuple(kept_weights(DECAY, step, k.n_weights) for k in ARTICLE_CONVNET)
    assert measured == predicted


def test_a_schedule_of_keyframes_trains_as_predicted() -> None:
    schedule = cyclic(final_sparsity=0.7, begin_step=0, end_step=12, frequency=2, cycles=2)
    events = events_of(replace(short_run(), schedule=schedule))
    measured = {event.step: event.kept for event in events if isinstance(event, MasksMeasured)}
    predicted = {1: tuple(kernel.n_weights for kernel in ARTICLE_CONVNET)}
    for step in update_steps(schedule, 13).tolist():
        predicted[step] = tuple(kept_weights(schedule, step, k.n_weights) for k in ARTICLE_CONVNET)
    assert measured == predicted
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    for kernel in finished.kernels:
        assert kernel.zeros == kernel.n_weights - kept_weights(schedule, 12, kernel.n_weights)


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
