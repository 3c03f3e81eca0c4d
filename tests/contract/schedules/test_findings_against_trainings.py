"""The sentences of findings and limits are true in tiny real trainings of one layer with 220 weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
import tensorflow as tf
import tf_keras as keras
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import PolynomialDecay, Schedule, diagnose, kept_weights, propose, update_steps
from pruning_core.kernels import Kernel
from pruning_core.prediction.idle import count_idle_updates
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.summary import percent
from pruning_core.prediction.ties import is_tied, tied_updates

INPUTS, UNITS = 20, 11
N_WEIGHTS = INPUTS * UNITS
KERNEL = Kernel(layer="dense", shape=(INPUTS, UNITS))
STEPS = 60


@dataclass(kw_only=True)
class Training:
    """The measurements of a training.

    Attributes:
        model: The pruned model, after the training.
        kept: The number of weights that the mask keeps after each step.
        nonzero: The number of weights that are not exactly zero before each step.
    """

    model: keras.Model
    kept: list[int] = field(default_factory=list)
    nonzero: list[int] = field(default_factory=list)


class Counter(keras.callbacks.Callback):
    """Counts the weights before each step, and the entries of the mask after the step."""

    def __init__(self, training: Training) -> None:
        super().__init__()
        self.training = training

    def on_train_batch_begin(self, batch: int, logs: object = None) -> None:
        """Count the weights that are not zero."""
        self.training.nonzero.append(
            count_nonzero(self.training.model.layers[0].pruning_vars[0][0])
        )

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Count the weights that the mask keeps."""
        self.training.kept.append(count_nonzero(self.training.model.layers[0].pruning_vars[0][1]))


def count_nonzero(variable: tf.Variable) -> int:
    """The number of entries that are not exactly zero."""
    return int(np.count_nonzero(variable.numpy()))


def dense_model(units: int = UNITS) -> keras.Sequential:
    """One layer without biases."""
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.layers.Dense(units, use_bias=False, input_shape=(INPUTS,))])


def examples(
    steps: int, *, units: int = UNITS, dead_inputs: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """An example for each step. Weights of dead inputs never have a gradient."""
    generator = np.random.default_rng(0)
    inputs = generator.uniform(0.5, 1, (steps, INPUTS)).astype(np.float32)
    inputs[:, :dead_inputs] = 0
    return inputs, generator.normal(size=(steps, units)).astype(np.float32)


def train(
    schedule: Schedule,
    *,
    model: keras.Model | None = None,
    steps: int = STEPS,
    epochs: int = 1,
    dead_inputs: int = 0,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    units: int = UNITS,
    **pruning: object,
) -> Training:
    """Train with Adam, one example in each step."""
    pruned = tfmot.prune_low_magnitude(
        model or dense_model(units), pruning_schedule=schedule.to_tfmot(), **pruning
    )
    pruned.compile(optimizer="adam", loss="mse")
    training = Training(model=pruned)
    pruned.fit(
        *examples(steps, units=units, dead_inputs=dead_inputs),
        batch_size=1,
        epochs=epochs,
        verbose=0,
        callbacks=[tfmot.UpdatePruningStep(), Counter(training), *callbacks],
    )
    return training


def decay(**changes: float) -> PolynomialDecay:
    """A polynomial decay to 80 %, with its last update a step before its end."""
    arguments = {"initial_sparsity": 0.0, "final_sparsity": 0.8, "begin_step": 2, "end_step": 55}
    return PolynomialDecay(**(arguments | {"frequency": 2} | changes))


@pytest.fixture(scope="module")
def gradual() -> Training:
    """A training whose last update, at step 54, is a step before the end of its curve."""
    return train(decay())


def stripped_weights(gradual: Training) -> list[np.ndarray]:
    """The weights of `gradual` after strip_pruning."""
    weights: list[np.ndarray] = tfmot.strip_pruning(gradual.model).get_weights()
    return weights


def test_decay_reaches_its_target_if_the_last_update_is_one_step_before_the_end(
    gradual: Training,
) -> None:
    assert 0 < 0.8 - float(decay().sparsity([54])[0]) < 1e-4
    assert diagnose(decay(), STEPS, [KERNEL]) == ()
    assert gradual.kept[-1] == N_WEIGHTS - round(0.8 * N_WEIGHTS)


def test_number_of_idle_updates_equals_the_number_in_a_training(gradual: Training) -> None:
    counts = np.array([N_WEIGHTS, *gradual.kept])
    updates = update_steps(decay(), STEPS)
    n_unchanged = int(np.count_nonzero(counts[updates] == counts[updates - 1]))
    assert n_unchanged > 0
    assert count_idle_updates(decay(), STEPS, [KERNEL]) == n_unchanged


def test_window_in_epochs_ends_early_and_the_window_of_the_fix_does_not() -> None:
    early = decay(begin_step=1, end_step=3, frequency=1)
    (finding,) = diagnose(early, STEPS, [KERNEL])
    assert finding.code == "window_spent_early"
    training = train(early)
    assert set(training.kept[2:]) == {44}
    assert finding.fix is not None
    fixed = train(finding.fix)
    assert fixed.kept[-1] == 44
    assert fixed.kept[STEPS // 2] > 44


def test_masks_of_a_falling_curve_keep_k_weights_or_all_weights() -> None:
    """With 8 of 20 dead inputs, the masked weights of these inputs stay exactly zero."""
    fall = decay(initial_sparsity=0.8, final_sparsity=0.1, end_step=20, power=1)
    training = train(fall, steps=24, dead_inputs=8)
    updates = update_range(fall, 24)
    tied = tied_updates(fall, updates, n_weights=N_WEIGHTS)
    kept_at_updates = {step: training.kept[step - 1] for step in updates}
    for step, kept in kept_at_updates.items():
        k = kept_weights(fall, step, N_WEIGHTS)
        assert kept == (k if training.nonzero[step - 1] >= k else N_WEIGHTS)
        assert kept in ((k, N_WEIGHTS) if is_tied(tied, step) else (k,))
    assert N_WEIGHTS in kept_at_updates.values()
    assert any(kept < N_WEIGHTS for step, kept in kept_at_updates.items() if is_tied(tied, step))
    assert any("or all of them" in finding.message for finding in diagnose(fall, 24))


def test_masks_of_a_second_pruning_keep_all_weights_until_the_target_exceeds_the_zeros(
    gradual: Training,
) -> None:
    model = dense_model()
    model.set_weights(stripped_weights(gradual))
    again = decay(end_step=20)
    (finding, *_others) = diagnose(again, 24, [KERNEL], zeros=0.8)
    assert finding.code == "zeros_before_training"
    training = train(again, model=model, steps=24, dead_inputs=INPUTS)
    tied = tied_updates(again, update_range(again, 24), n_weights=N_WEIGHTS, zeros=0.8)
    for step in update_range(again, 24):
        k = kept_weights(again, step, N_WEIGHTS)
        assert training.kept[step - 1] == (N_WEIGHTS if is_tied(tied, step) else k)
    assert training.kept[-1] == 44
    assert training.kept[9] == N_WEIGHTS


def test_early_stopping_leaves_the_sparsity_of_the_last_update() -> None:
    """Keras's EarlyStopping ends the training after its second epoch, at step 20."""
    stopping = keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=1, min_delta=1e9)
    training = train(decay(), steps=10, epochs=6, callbacks=[stopping])
    assert len(training.kept) == 20
    (finding,) = diagnose(decay(), STEPS, [KERNEL], earliest_stop=20)
    assert finding.code == "stops_early"
    assert f"hold {percent(float(decay().sparsity([20])[0]))} instead of" in finding.message
    assert training.kept[-1] == kept_weights(decay(), 20, N_WEIGHTS) > 44
    assert finding.fix is not None
    stopped = train(finding.fix, steps=10, epochs=2)
    assert stopped.kept[-1] == 44


def test_zeros_are_gone_after_a_few_steps_without_masks(gradual: Training) -> None:
    model = dense_model()
    model.set_weights(stripped_weights(gradual))
    assert count_nonzero(model.layers[0].kernel) == 44
    model.compile(optimizer="adam", loss="mse")
    model.fit(*examples(5), batch_size=1, verbose=0)
    assert count_nonzero(model.layers[0].kernel) == N_WEIGHTS


def test_m_by_n_sparsity_ignores_the_schedule() -> None:
    asked = decay(final_sparsity=0.9, end_step=8)
    training = train(asked, steps=10, units=12, sparsity_m_by_n=(2, 4))
    assert training.kept[1:] == [120] * 9
    assert kept_weights(asked, 8, 240) == 24


def test_blocks_keep_another_number_of_weights() -> None:
    asked = decay(final_sparsity=0.5, end_step=8)
    training = train(asked, steps=10, block_size=(1, 4))
    assert kept_weights(asked, 8, N_WEIGHTS) == 110
    assert training.kept[-1] != 110
    mask = training.model.layers[0].pruning_vars[0][1].numpy()
    for start in range(0, UNITS, 4):
        block = mask[:, start : start + 4]
        assert ((block == block[:, :1]).all(axis=1)).all()


def test_a_proposal_reaches_its_target_in_a_training() -> None:
    proposal = propose(0.9, STEPS, [KERNEL])
    training = train(proposal.schedule)
    assert training.kept[-1] == N_WEIGHTS - round(0.9 * N_WEIGHTS)
