"""A plan counts batches and examples as tf-keras does in a training."""

import numpy as np
import pytest
import tf_keras as keras
from hypothesis import given, settings
from hypothesis import strategies as st
from tf_keras.src.engine.data_adapter import train_validation_split

from pruning_core import TrainingPlan
from pruning_core.errors import PlanError


class StepCounts(keras.callbacks.Callback):
    """Counts the steps of a training."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self.steps_per_epoch = 0

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Count the step."""
        self.steps += 1

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Store the number that Keras reports."""
        self.steps_per_epoch = self.params["steps"]


@pytest.mark.parametrize("validation_split", [0.0, 0.1, 0.2, 0.29, 0.5, 0.75])
@pytest.mark.parametrize(("num_examples", "batch_size"), [(10, 3), (100, 100), (57, 8), (29, 64)])
def test_a_training_has_as_many_steps_as_the_plan(
    num_examples: int, batch_size: int, validation_split: float
) -> None:
    plan = TrainingPlan(
        num_examples=num_examples,
        batch_size=batch_size,
        epochs=2,
        validation_split=validation_split,
    )
    model = keras.Sequential([keras.layers.Dense(1, input_shape=(1,))])
    model.compile(optimizer="sgd", loss="mse", run_eagerly=True)
    counts = StepCounts()
    examples = np.zeros((num_examples, 1), np.float32)
    model.fit(
        examples,
        examples,
        batch_size=batch_size,
        epochs=2,
        validation_split=validation_split,
        callbacks=[counts],
        verbose=0,
    )
    assert counts.steps == plan.total_steps
    assert counts.steps_per_epoch == plan.steps_per_epoch


@settings(max_examples=300)
@given(st.integers(1, 100_000), st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_plan_splits_examples_as_keras_does_and_rejects_the_same_splits(
    num_examples: int, validation_split: float
) -> None:
    examples = np.zeros(num_examples, np.uint8)
    try:
        training, validation = train_validation_split((examples,), validation_split)
    except ValueError:
        with pytest.raises(PlanError):
            plan_with(num_examples, validation_split)
    else:
        plan = plan_with(num_examples, validation_split)
        assert plan.training_examples == training[0].shape[0]
        assert plan.validation_examples == validation[0].shape[0]


def plan_with(num_examples: int, validation_split: float) -> TrainingPlan:
    return TrainingPlan(
        num_examples=num_examples, batch_size=1, epochs=1, validation_split=validation_split
    )
