"""The masks of a real training keep exactly the predicted number of weights."""

from collections.abc import Sequence

import numpy as np
import pytest
import tf_keras as keras
from numpy.typing import NDArray
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    applied_sparsity,
    kept_weights,
    update_steps,
)
from pruning_core.prediction.masks import kept_at, mask_sparsity
from pruning_core.schedules import Keyframe, Segment
from pruning_core.schedules.shapes import cyclic, one_shot

LONG_TRAINING = 500_000
INPUTS, UNITS = 512, 800
N_WEIGHTS = INPUTS * UNITS


class MaskCounts(keras.callbacks.Callback):
    """Counts the weights that the only mask keeps after each step; with `jumps`, it sets the step numbers.

    Each step starts from the given weights: tfmot also keeps every weight that equals the
    threshold, so it keeps exactly `k` weights only if no two have the same magnitude.
    """

    def __init__(self, weights: NDArray[np.float32], jumps: Sequence[int] | None = None) -> None:
        super().__init__()
        self.kept: list[int] = []
        self._weights = weights
        self._jumps = jumps

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        """Set the weights and the step of the wrapper. The wrapper adds one to the step before it prunes."""
        weights, _mask, _threshold = self.model.layers[0].pruning_vars[0]
        weights.assign(self._weights)
        if self._jumps is not None:
            self.model.layers[0].pruning_step.assign(self._jumps[batch] - 1)

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Count in the mask, because pruned weights drift away from zero."""
        _weights, mask, _threshold = self.model.layers[0].pruning_vars[0]
        self.kept.append(int(np.count_nonzero(mask.numpy())))


def distinct_weights(inputs: int, units: int) -> NDArray[np.float32]:
    """Weights in random order with random signs; no two have the same magnitude."""
    generator = np.random.default_rng(0)
    magnitudes = generator.permutation(np.arange(1, inputs * units + 1, dtype=np.float32))
    signs = generator.choice(np.array([-1, 1], np.float32), magnitudes.size)
    return (magnitudes * signs * np.float32(1e-6)).reshape(inputs, units)


def kept_in_training(
    schedule: Schedule, *, inputs: int, units: int, steps: int, jumps: Sequence[int] | None = None
) -> list[int]:
    """The number of weights, of `inputs * units`, that a mask keeps after each step of `fit`."""
    layer = keras.layers.Dense(units, use_bias=False, input_shape=(inputs,))
    model = tfmot.prune_low_magnitude(
        keras.Sequential([layer]), pruning_schedule=schedule.to_tfmot()
    )
    model.compile(optimizer="sgd", loss="mse")
    counts = MaskCounts(distinct_weights(inputs, units), jumps)
    examples = np.ones((steps, inputs), np.float32), np.ones((steps, units), np.float32)
    callbacks = [tfmot.UpdatePruningStep(), counts]
    model.fit(*examples, batch_size=1, shuffle=False, verbose=0, callbacks=callbacks)
    return counts.kept


def steps_that_differ(schedule: PolynomialDecay, amount: int) -> list[int]:
    """Steps at which a plain `1 - sparsity` would keep another number of weights."""
    steps = np.arange(1, LONG_TRAINING, dtype=np.int64)
    exact = kept_at(schedule.kept_fraction(steps), N_WEIGHTS)
    plain = kept_at(np.float32(1) - schedule.sparsity(steps), N_WEIGHTS)
    differing_steps = steps[exact != plain]
    sample: list[int] = differing_steps[:: max(1, differing_steps.size // amount)][:amount].tolist()
    return sample


@pytest.mark.parametrize("power", [0.5, 1, 2, 3])
@pytest.mark.parametrize(("initial", "final"), [(0.1, 0.7), (0.6, 0.13)])
def test_a_training_keeps_the_predicted_number_of_weights_if_the_last_bit_matters(
    power: float, initial: float, final: float
) -> None:
    schedule = PolynomialDecay(
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=1,
        end_step=LONG_TRAINING,
        power=power,
        frequency=1,
    )
    steps = steps_that_differ(schedule, amount=12)
    assert len(steps) == 12
    kept = kept_in_training(schedule, inputs=INPUTS, units=UNITS, steps=12, jumps=steps)
    assert kept == [kept_weights(schedule, step, N_WEIGHTS) for step in steps]


@pytest.mark.parametrize(
    "schedule",
    [
        PolynomialDecay(
            initial_sparsity=0.0, final_sparsity=0.9, begin_step=0, end_step=33, frequency=4
        ),
        PolynomialDecay(
            initial_sparsity=0.8, final_sparsity=0.2, begin_step=7, end_step=30, frequency=5
        ),
        PolynomialDecay(
            initial_sparsity=0.3, final_sparsity=0.9, begin_step=2, end_step=9, power=0
        ),
        ConstantSparsity(target_sparsity=0.999, begin_step=3, end_step=30, frequency=10),
        ConstantSparsity(target_sparsity=0.5, begin_step=0, frequency=50),
        KeyframeSchedule(
            keyframes=[
                Keyframe(step=2, sparsity=0.1, segment=Segment.SMOOTH),
                Keyframe(step=15, sparsity=0.9, segment=Segment.HOLD),
                Keyframe(step=22, sparsity=0.4),
                Keyframe(step=31, sparsity=0.77),
            ],
            begin_step=0,
            end_step=36,
            frequency=3,
        ),
        KeyframeSchedule(keyframes=[Keyframe(step=20, sparsity=0.6)], begin_step=5, frequency=4),
        one_shot(final_sparsity=0.83, step=17),
        cyclic(final_sparsity=0.9, begin_step=0, end_step=36, frequency=3, cycles=3),
    ],
)
def test_applied_sparsity_equals_the_mask_after_every_step(
    schedule: Schedule,
) -> None:
    kept = kept_in_training(schedule, inputs=11, units=7, steps=40)
    measured = mask_sparsity(np.array(kept), 77)
    np.testing.assert_array_equal(applied_sparsity(schedule, 40, n_weights=77), measured)
    changes = np.flatnonzero(np.diff(kept, prepend=77)) + 1
    assert set(changes) <= set(update_steps(schedule, 40))
