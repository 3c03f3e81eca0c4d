"""In each kind of training, a pruned layer has the number of steps and of kept weights that `STEP_RULES` predicts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import tensorflow as tf
import tf_keras as keras
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import PolynomialDecay, TrainingPlan, kept_weights, update_steps
from pruning_core.errors import PlanError
from pruning_core.plan.step_rules import STEP_RULES

SIZE = 16
N_WEIGHTS = SIZE * SIZE
BATCHES = 10
SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=40, frequency=10
)
PLAN = TrainingPlan(num_examples=BATCHES * 4, batch_size=4, epochs=1)
EXAMPLES = np.random.default_rng(0).normal(size=(BATCHES * 4, SIZE)).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Network:
    """A network that calls its only pruned layer once or twice in a forward pass."""

    model: keras.Model
    layer: keras.layers.Layer


def new_network(*, calls: int = 1) -> Network:
    keras.utils.set_random_seed(1)
    layer = tfmot.prune_low_magnitude(
        keras.layers.Dense(SIZE, use_bias=False), pruning_schedule=SCHEDULE.to_tfmot()
    )
    inputs = outputs = keras.Input((SIZE,))
    for _call in range(calls):
        outputs = layer(outputs)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="sgd", loss="mse")
    return Network(model=model, layer=layer)


def fit(network: Network) -> None:
    callbacks = [tfmot.UpdatePruningStep()]
    network.model.fit(EXAMPLES, EXAMPLES, batch_size=4, verbose=0, callbacks=callbacks)


def train_in_a_loop(network: Network, *, parts: int = 1, training: bool = True) -> None:
    """Train with a custom loop: the optimizer adds the gradients of `parts` calls of the model."""
    model = network.model
    callback = tfmot.UpdatePruningStep()
    callback.set_model(model)
    callback.on_train_begin()

    @tf.function
    def gradients_of(images: tf.Tensor) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(images, training=training) - images) ** 2)
        return tape.gradient(loss, model.trainable_variables)

    for batch in np.split(EXAMPLES, BATCHES):
        gradients = [gradients_of(part) for part in np.split(batch, parts)]
        sums = [tf.add_n(parts_of_one) for parts_of_one in zip(*gradients, strict=True)]
        model.optimizer.apply_gradients(zip(sums, model.trainable_variables, strict=True))


def train_with_one_fit() -> Network:
    fit(network := new_network())
    return network


def train_with_accumulation() -> Network:
    train_in_a_loop(network := new_network(), parts=4)
    return network


def train_with_a_shared_layer() -> Network:
    fit(network := new_network(calls=2))
    return network


def train_with_two_fits() -> Network:
    fit(network := new_network())
    fit(network)
    return network


def train_with_a_loop() -> Network:
    train_in_a_loop(network := new_network())
    return network


def train_without_training_mode() -> Network:
    train_in_a_loop(network := new_network(), training=False)
    return network


TRAININGS: dict[str, tuple[Callable[[], Network], int]] = {
    "fit": (train_with_one_fit, 1),
    "accumulation": (train_with_accumulation, 4),
    "shared_layer": (train_with_a_shared_layer, 2),
    "fits": (train_with_two_fits, 2),
    "loop": (train_with_a_loop, 1),
    "inference": (train_without_training_mode, 1),
}
"""A real training of each kind, and its k."""


@pytest.fixture(autouse=True)
def new_session() -> Iterator[None]:
    """Free the graphs of each test."""
    yield
    keras.backend.clear_session()


def test_each_kind_of_training_has_a_real_training() -> None:
    assert set(TRAININGS) == set(STEP_RULES)


@pytest.mark.parametrize("name", TRAININGS)
def test_layer_has_the_number_of_steps_and_of_kept_weights_that_its_rule_predicts(
    name: str,
) -> None:
    train, k = TRAININGS[name]
    layer = train().layer
    total = STEP_RULES[name].total_steps(PLAN, k)
    assert int(layer.pruning_step.numpy()) == total
    updates = update_steps(SCHEDULE, total)
    expected = kept_weights(SCHEDULE, int(updates[-1]), N_WEIGHTS) if updates.size else N_WEIGHTS
    (_weights, mask, _threshold) = layer.pruning_vars[0]
    assert int(np.count_nonzero(mask.numpy())) == expected


def test_plan_without_steps_is_refused_with_the_way_out() -> None:
    with pytest.raises(PlanError, match="call the model with training=True"):
        STEP_RULES["inference"].plan(PLAN)
