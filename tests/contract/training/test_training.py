"""The measurements of a real training equal the predictions, and a second training has exactly the same events."""

import numpy as np
import pytest
from tensorflow_model_optimization.sparsity import keras as tfmot
from tensorflow_model_optimization.sparsity.keras import strip_pruning

from pruning_core import TrainingPlan, applied_sparsity, kept_weights
from pruning_core.data.datasets import load_dataset
from pruning_core.results.litert import pixels
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import (
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunFinished,
    RunStarted,
    StepMeasured,
)
from pruning_core.training.artifacts.artifacts import weights_sha256
from pruning_core.training.batches import batches
from pruning_core.training.network.models import build
from tests.contract.training.snapshots import events_of
from tests.examples import DECAY, short_run


@pytest.fixture(scope="module")
def pruned() -> list[RunEvent]:
    """The events of two epochs. The schedule ends in the first. A second `on_train_begin` would change the events."""
    return events_of(short_run(epochs=2))


def test_first_event_has_the_number_of_steps_and_last_event_has_the_results(
    pruned: list[RunEvent],
) -> None:
    started = next(event for event in pruned if isinstance(event, RunStarted))
    assert (started.total_steps, started.steps_per_epoch) == (26, 13)
    assert isinstance(pruned[-1], RunFinished)


def test_every_step_is_measured_once_and_in_order(pruned: list[RunEvent]) -> None:
    steps = [event for event in pruned if isinstance(event, StepMeasured)]
    assert [event.step for event in steps] == list(range(1, 27))
    assert all(event.loss is not None and event.accuracy is not None for event in steps)


def test_average_over_the_steps_of_an_epoch_equals_the_report_of_keras(
    pruned: list[RunEvent],
) -> None:
    plan = short_run(epochs=2).plan
    steps = {event.step: event for event in pruned if isinstance(event, StepMeasured)}
    for epoch in (event for event in pruned if isinstance(event, EpochMeasured)):
        within = range(epoch.step - plan.steps_per_epoch + 1, epoch.step + 1)
        correct = sum((steps[s].accuracy or 0) * plan.examples_in_step(s) for s in within)
        assert correct / plan.training_examples == pytest.approx(epoch.accuracy, abs=1e-6)
        loss = sum((steps[s].loss or 0) * plan.examples_in_step(s) for s in within)
        assert loss / plan.training_examples == pytest.approx(epoch.loss, rel=1e-4)
        assert epoch.validation_accuracy is not None


def test_training_without_measurements_has_the_same_final_weights(pruned: list[RunEvent]) -> None:
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


def test_stripped_model_has_the_predicted_sparsity(pruned: list[RunEvent]) -> None:
    finished = pruned[-1]
    assert isinstance(finished, RunFinished)
    for kernel in finished.kernels:
        expected = applied_sparsity(DECAY, 26, kernel.n_weights)[-1]
        assert kernel.measured_sparsity == float(expected)
        assert kernel.zeros == kernel.n_weights - kept_weights(DECAY, 11, kernel.n_weights)
    assert finished.zipped_h5_bytes < finished.h5_bytes


def test_same_config_gives_exactly_equal_events(pruned: list[RunEvent]) -> None:
    assert events_of(short_run(epochs=2)) == pruned


def test_another_seed_gives_different_events(pruned: list[RunEvent]) -> None:
    assert events_of(short_run(epochs=2, seed=1)) != pruned


def test_dense_baseline_has_no_masks_and_no_zeros() -> None:
    events = events_of(short_run().dense)
    assert not any(isinstance(event, MasksMeasured) for event in events)
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert [kernel.zeros for kernel in finished.kernels] == [0, 0, 0, 0]


def test_validation_accuracy_is_none_without_a_validation_split() -> None:
    plan = TrainingPlan(num_examples=64, batch_size=32, epochs=1)
    events = events_of(RunConfig(schedule=None, plan=plan, dataset="digits"))
    epoch = next(event for event in events if isinstance(event, EpochMeasured))
    assert epoch.validation_accuracy is None
