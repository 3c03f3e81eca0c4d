"""Contract with TensorFlow: it never writes into a buffer while a NumPy array refers to it."""

from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf

from pruning_core.training.measuring.counted_masks import CountedMask
from pruning_core.training.measuring.variables import values_of

ONES = np.ones((64, 64), np.float32)


def masked_then_stepped(weights: tf.Variable) -> tf.Tensor:
    """Change the weights as a training step with pruning does."""
    weights.assign(tf.multiply(weights, ONES))
    return weights.assign_sub(ONES)


CHANGES: dict[str, Callable[[tf.Variable], object]] = {
    "assign": lambda mask: mask.assign(0 * mask),
    "assign an array": lambda mask: mask.assign(np.zeros_like(ONES)),
    "assign_sub": lambda mask: mask.assign_sub(ONES),
    "a scatter": lambda mask: mask.scatter_nd_update([[0, 0], [5, 7]], [0.0, 0.0]),
    "a traced assign": lambda mask: tf.function(lambda: mask.assign(tf.zeros_like(mask)))(),
    "a traced assign_sub": lambda mask: tf.function(lambda: mask.assign_sub(ONES))(),
    "a traced assign_add": lambda mask: tf.function(lambda: mask.assign_add(-ONES))(),
    "masked, then stepped": tf.function(masked_then_stepped),
    "a slice": lambda mask: mask[3:5, 1].assign([0.0, 0.0]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_a_mask_is_noticed(change: Callable[[tf.Variable], object]) -> None:
    mask = tf.Variable(ONES)
    ours = CountedMask(values_of(mask))
    before = ours.values
    change(mask)
    np.testing.assert_array_equal(before, ONES)
    ours.update(values_of(mask))
    np.testing.assert_array_equal(ours.values, mask.numpy())
    assert ours.kept == np.count_nonzero(mask.numpy()) < ONES.size


def test_unchanged_mask_is_counted_once() -> None:
    mask = tf.Variable(ONES)
    ours = CountedMask(values_of(mask))
    assert ours.complement is None
    before = ours.values
    ours.update(values_of(mask))
    assert ours.values is before


def test_complement_is_that_of_the_current_mask() -> None:
    eye = np.eye(64, dtype=np.float32)
    mask = tf.Variable(eye)
    ours = CountedMask(values_of(mask))
    np.testing.assert_array_equal(ours.complement, 1 - eye)
    mask.assign(1 - eye)
    ours.update(values_of(mask))
    np.testing.assert_array_equal(ours.complement, eye)
