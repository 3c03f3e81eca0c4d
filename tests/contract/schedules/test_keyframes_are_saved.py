"""A model with a keyframe schedule can be saved and loaded in each format of Keras, and then continues as before."""

from pathlib import Path

import numpy as np
import pytest
import tf_keras as keras
from numpy.typing import NDArray
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import KeyframeSchedule, kept_weights, schedule_from_config, update_steps
from pruning_core.schedules import Keyframe, Segment
from pruning_core.training.measuring.measures import count_kept_weights
from pruning_core.training.measuring.variables import pruned_variables, values_of

FORMATS = ["h5", "keras", "tf"]
STEPS = 10
CURVE = KeyframeSchedule(
    keyframes=[
        Keyframe(step=0, sparsity=0.1, segment=Segment.SMOOTH),
        Keyframe(step=8, sparsity=0.5, segment=Segment.HOLD),
        Keyframe(step=12, sparsity=0.3),
        Keyframe(step=20, sparsity=0.8),
    ],
    begin_step=0,
    end_step=20,
    frequency=2,
)


class MaskCounts(keras.callbacks.Callback):
    """Counts the weights that each mask keeps after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[int, ...]] = []

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        self.kept.append(
            tuple(
                count_kept_weights(values_of(kernel.mask))
                for kernel in pruned_variables(self.model)
            )
        )


def pruned_model() -> keras.Model:
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential([layers.Dense(9, input_shape=(7,)), layers.Dense(5)])
    model = tfmot.prune_low_magnitude(model, pruning_schedule=CURVE.to_tfmot())
    model.compile(optimizer="adam", loss="mse")
    return model


def train_ten_steps(model: keras.Model) -> list[tuple[int, ...]]:
    """The number of weights that each mask keeps after each of the next ten steps."""
    generator = np.random.default_rng(1)
    examples: NDArray[np.float32] = generator.random((STEPS, 7), np.float32)
    counts = MaskCounts()
    callbacks = [tfmot.UpdatePruningStep(), counts]
    model.fit(examples, examples[:, :5], batch_size=1, verbose=0, callbacks=callbacks)
    return counts.kept


def predicted(first: int, last: int) -> list[tuple[int, ...]]:
    """The number of weights that masks of 63 and of 45 weights keep after each of these steps."""
    kept = {0: (63, 45)}
    for step in update_steps(CURVE, last).tolist():
        kept[step] = kept_weights(CURVE, step, 63), kept_weights(CURVE, step, 45)
    return [kept[max(past for past in kept if past <= step)] for step in range(first, last + 1)]


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_saved_model_can_be_loaded_trained_further_and_stripped(
    file_format: str, tmp_path: Path
) -> None:
    model = pruned_model()
    assert train_ten_steps(model) == predicted(1, STEPS)
    path = tmp_path / f"model.{file_format}"
    model.save(path, save_format=file_format)
    with tfmot.prune_scope():
        loaded = keras.models.load_model(path)
    assert schedule_from_config(loaded.layers[0].pruning_schedule.get_config()) == CURVE
    for before, after in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    assert train_ten_steps(loaded) == predicted(STEPS + 1, 2 * STEPS)
    zeros = [
        int(np.count_nonzero(layer.kernel.numpy() == 0))
        for layer in tfmot.strip_pruning(loaded).layers
    ]
    assert zeros == [n - kept_weights(CURVE, 20, n) for n in (63, 45)]


def test_keras_serializes_and_deserializes_a_schedule() -> None:
    serialized = keras.utils.serialize_keras_object(CURVE.to_tfmot())
    assert keras.utils.deserialize_keras_object(serialized).get_config() == CURVE.get_config()
