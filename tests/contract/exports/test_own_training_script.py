"""The module for the visitor's own model has the steps of its plan, and keeps the predicted weights."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import tf_keras as keras

from pruning_core import PolynomialDecay, TrainingPlan, kept_weights, update_steps
from pruning_core.exports import own_training_script
from pruning_core.plan.learning_rates import CosineDecay
from pruning_core.plan.own_training import Known, OwnTraining
from pruning_core.runs.config import RunConfig

SIZE, EXAMPLES = 16, 40
SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=40, frequency=10
)
RUN = RunConfig(
    schedule=None,
    plan=TrainingPlan(num_examples=100, batch_size=10, epochs=1),
    dataset="digits",
    optimizer="sgd",
    learning_rate=0.01,
    learning_rate_schedule="cosine",
)
INPUTS = np.random.default_rng(0).normal(size=(EXAMPLES, SIZE)).astype(np.float32)
SMALL = {"num_examples": EXAMPLES, "batch_size": 4, "epochs": 2, "validation_split": 0.25}
TRAININGS = {
    "fit": OwnTraining(**SMALL),
    "fits": OwnTraining(**SMALL, step_rule="fits", k=2),
    "steps per epoch": OwnTraining(known=Known.STEPS_PER_EPOCH, steps_per_epoch=3, epochs=4),
    "total steps": OwnTraining(known=Known.TOTAL_STEPS, total_steps=25),
    "accumulation": OwnTraining(
        known=Known.TOTAL_STEPS, total_steps=5, step_rule="accumulation", k=4
    ),
}


def train(training: OwnTraining) -> tuple[dict[str, Any], Any]:
    """Use the functions of the module, and return them with the trained model."""
    module: dict[str, Any] = {}
    exec(own_training_script(SCHEDULE, training, run=RUN), module)  # noqa: S102 (the lab's own code)
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(SIZE, use_bias=False, input_shape=(SIZE,))
    model = module["pruned"](keras.Sequential([dense]))
    model.compile(optimizer=module["optimizer"](), loss="mse")
    batches = tf.data.Dataset.from_tensor_slices((INPUTS, INPUTS)).batch(4)
    if training.step_rule == "accumulation":
        module["train"](model, keras.losses.mse, batches.repeat().take(training.plan.total_steps))
    elif training.known == Known.EXAMPLES:
        module["train"](model, INPUTS, INPUTS)
    else:
        module["train"](model, batches.repeat())
    return module, model


@pytest.mark.parametrize("name", TRAININGS)
def test_model_has_the_steps_of_the_plan_and_keeps_the_predicted_weights(name: str) -> None:
    training = TRAININGS[name]
    module, model = train(training)
    total = training.plan.total_steps
    assert module["steps_of"](model) == [total] == [module["TOTAL_STEPS"]]
    kept = kept_weights(SCHEDULE, int(update_steps(SCHEDULE, total)[-1]), SIZE * SIZE)
    (weights,) = module["stripped"](model).get_weights()
    assert np.count_nonzero(weights) == kept
    assert int(model.optimizer.iterations) * training.plan.calls_per_step == total


def test_rate_decays_over_the_steps_of_the_own_training() -> None:
    training = TRAININGS["accumulation"]
    module, model = train(training)
    rate = CosineDecay(initial_learning_rate=0.01, decay_steps=5).rate([4])[0]
    assert model.optimizer.learning_rate.numpy() == pytest.approx(rate, rel=1e-6)
    del module
