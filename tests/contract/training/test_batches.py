"""The order of batches: each example appears once per epoch, and a seed always gives the same order."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pruning_core import TrainingPlan
from pruning_core.training.batches import batches, epoch_order
from pruning_core.training.fitting import fit_ranges

COUNTS = st.integers(1, 60)
SIZES = st.integers(1, 70)
SEEDS = st.integers(0, 2**32 - 1)
EPOCHS = st.integers(0, 10**6)


def batches_of(
    n_examples: int, *, batch_size: int, seed: int, steps: range
) -> list[NDArray[np.int64]]:
    """The labels of each batch. Each image contains its label, to check that pairs stay together."""
    labels = np.arange(n_examples)
    images = np.tile(labels.astype(np.float32)[:, np.newaxis], (1, 3))
    data = batches(images, labels, batch_size=batch_size, seed=seed, steps=steps)
    batch_labels = []
    for pictures, labels in data.as_numpy_iterator():
        assert pictures.dtype == np.float32
        assert labels.dtype == np.int64
        np.testing.assert_array_equal(pictures, np.tile(labels[:, np.newaxis], (1, 3)))
        batch_labels.append(labels)
    return batch_labels


@given(COUNTS, SEEDS, EPOCHS)
def test_order_of_an_epoch_contains_every_example_once(
    n_examples: int, seed: int, epoch: int
) -> None:
    order = epoch_order(n_examples, seed=seed, epoch=epoch)
    assert order.dtype == np.int64
    assert sorted(order.tolist()) == list(range(n_examples))


@given(SEEDS, SEEDS, EPOCHS, EPOCHS)
def test_order_depends_on_the_seed_and_on_the_epoch(
    seed: int, other_seed: int, epoch: int, other_epoch: int
) -> None:
    assume((seed, epoch) != (other_seed, other_epoch))
    order = epoch_order(100, seed=seed, epoch=epoch).tolist()
    assert order == epoch_order(100, seed=seed, epoch=epoch).tolist()
    assert order != epoch_order(100, seed=other_seed, epoch=other_epoch).tolist()


@settings(max_examples=25)
@given(COUNTS, SIZES, SEEDS, st.integers(1, 4))
def test_batches_have_the_order_of_their_epoch_and_only_the_last_batch_is_smaller(
    n_examples: int, batch_size: int, seed: int, epochs: int
) -> None:
    plan = TrainingPlan(num_examples=n_examples, batch_size=batch_size, epochs=epochs)
    steps = range(1, plan.total_steps + 1)
    batch_labels = batches_of(n_examples, batch_size=batch_size, seed=seed, steps=steps)
    assert [len(labels) for labels in batch_labels] == [
        plan.examples_in_step(step) for step in steps
    ]
    orders = [epoch_order(n_examples, seed=seed, epoch=epoch) for epoch in range(epochs)]
    np.testing.assert_array_equal(np.concatenate(batch_labels), np.concatenate(orders))


@settings(max_examples=25)
@given(COUNTS, SIZES, SEEDS, st.data())
def test_resumed_training_gets_the_remaining_batches_of_an_uninterrupted_one(
    n_examples: int, batch_size: int, seed: int, data: st.DataObject
) -> None:
    plan = TrainingPlan(num_examples=n_examples, batch_size=batch_size, epochs=3)
    n_steps_done = data.draw(st.integers(0, plan.total_steps))

    def labels_of(steps: range) -> list[list[int]]:
        batch_labels = batches_of(n_examples, batch_size=batch_size, seed=seed, steps=steps)
        return [labels.tolist() for labels in batch_labels]

    all_batches = labels_of(range(1, plan.total_steps + 1))
    remaining_batches = [
        labels for steps in fit_ranges(plan, n_steps_done) for labels in labels_of(steps)
    ]
    assert remaining_batches == all_batches[n_steps_done:]


@given(COUNTS, SIZES, st.integers(1, 9), st.data())
def test_remaining_steps_are_the_rest_of_an_epoch_and_then_complete_epochs(
    n_examples: int, batch_size: int, epochs: int, data: st.DataObject
) -> None:
    plan = TrainingPlan(num_examples=n_examples, batch_size=batch_size, epochs=epochs)
    n_steps_done = data.draw(st.integers(0, plan.total_steps))
    ranges = list(fit_ranges(plan, n_steps_done))
    steps = [step for epoch_steps in ranges for step in epoch_steps]
    assert steps == list(range(n_steps_done + 1, plan.total_steps + 1))
    assert len(ranges) <= 2
    assert all(epoch_steps[-1] % plan.steps_per_epoch == 0 for epoch_steps in ranges)
    if ranges:
        in_the_middle = n_steps_done % plan.steps_per_epoch > 0
        assert (len(ranges[0]) < plan.steps_per_epoch) == in_the_middle
