"""Contract with tfmot: finding the threshold by selection gives the same threshold and mask as by sorting."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from pruning_core import PolynomialDecay, Schedule
from pruning_core.data.datasets import load_dataset
from pruning_core.results.litert import pixels
from pruning_core.training.network import warm
from pruning_core.training.network.models import build
from pruning_core.training.network.thresholds import make_mask_finder
from tests.examples import DECAY, SMOOTH, short_run

SHAPE = (5, 7)
DENSE_DECAY = PolynomialDecay(
    initial_sparsity=0.05, final_sparsity=0.9, begin_step=0, end_step=19, frequency=1
)
FindBoth = Callable[[NDArray[np.float32], float], tuple[list[NDArray[np.float32]], ...]]
weights_of = arrays.arrays(
    np.float32,
    SHAPE,
    elements=st.floats(width=32, allow_nan=False) | st.sampled_from([0.0, -0.0, 0.5, -0.5]),
)


@pytest.fixture(scope="module")
def find_both() -> FindBoth:
    """A function that finds the threshold and the mask for a sparsity, once by sorting and once by selection."""
    sparsity_variable = tf.Variable(0.0)

    class GivenSparsity(tfmot.sparsity.keras.PruningSchedule):
        def __call__(self, step: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            return tf.constant(value=True), sparsity_variable.read_value()

        def get_config(self) -> dict[str, object]:
            return {}

    layer = tfmot.sparsity.keras.prune_low_magnitude(
        keras.layers.Dense(SHAPE[1], input_shape=(SHAPE[0],)), pruning_schedule=GivenSparsity()
    )
    keras.Sequential([layer])
    update_of_tfmot = layer.pruning_obj._update_mask  # noqa: SLF001  (the method under test)
    sorting, selecting = (
        tf.function(update_of_tfmot),
        tf.function(make_mask_finder(layer.pruning_obj, update_of_tfmot)),
    )

    def find_both_ways(
        weights: NDArray[np.float32], sparsity: float
    ) -> tuple[list[NDArray[np.float32]], ...]:
        sparsity_variable.assign(sparsity)
        return tuple(
            [part.numpy() for part in find(tf.constant(weights))] for find in (sorting, selecting)
        )

    return find_both_ways


@settings(max_examples=300)
@given(weights=weights_of, sparsity=st.floats(0, 1, width=32))
def test_selection_finds_the_same_as_sorting(
    find_both: FindBoth, weights: NDArray[np.float32], sparsity: float
) -> None:
    for by_sorting, by_selection_result in zip(*find_both(weights, sparsity), strict=True):
        np.testing.assert_array_equal(by_sorting, by_selection_result)


@pytest.mark.parametrize("odd", [1, 17, 35])
@pytest.mark.parametrize("value", [np.nan, 1e-40])
def test_tfmot_sorts_weights_that_have_nans_or_subnormals(
    find_both: FindBoth, value: float, odd: int
) -> None:
    weights = np.linspace(-1, 1, 35, dtype=np.float32)
    weights[:odd] = value * np.arange(
        1, odd + 1
    )  # subnormals only differ in a thread that flushes them to zero
    for by_sorting, by_selection_result in zip(
        *find_both(weights.reshape(SHAPE), 0.5), strict=True
    ):
        np.testing.assert_array_equal(by_sorting, by_selection_result)


@pytest.mark.parametrize("schedule", [DECAY, DENSE_DECAY, SMOOTH], ids=["decay", "often", "curve"])
def test_a_training_with_the_schedule_of_tfmot_has_the_same_weights_and_masks(
    schedule: Schedule,
) -> None:
    config = replace(short_run(), schedule=schedule, network="mlp")
    data = load_dataset("digits")

    def train_model(model: keras.Model) -> list[NDArray[np.float32]]:
        steps = tfmot.sparsity.keras.UpdatePruningStep()
        images, labels = pixels(data.x_train[:200]), data.y_train[:200]
        model.fit(images, labels, batch_size=10, shuffle=False, callbacks=[steps], verbose=0)
        return [variable.numpy() for variable in model.variables]

    selecting = warm.build_with_selection(config)
    assert all(
        layer.pruning_obj._update_mask.__name__ == "find_mask"  # noqa: SLF001  (the method under test)
        for layer in selecting.layers
        if hasattr(layer, "pruning_vars")
    )
    for ours, theirs in zip(train_model(selecting), train_model(build(config)), strict=True):
        np.testing.assert_array_equal(ours, theirs)
