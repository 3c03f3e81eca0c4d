"""A learning-rate schedule has the rates of Keras's class in a traced graph, and a run trains with these rates."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
import tf_keras as keras
from hypothesis import given, settings
from hypothesis import strategies as st

from pruning_core import TrainingPlan
from pruning_core.plan.learning_rates import (
    CosineDecay,
    ExponentialDecay,
    LearningRate,
    PiecewiseConstantDecay,
    keras_arguments,
)
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunEvent, StepMeasured
from pruning_core.training.trainer import train
from tests.examples import DECAY
from tests.sinks import Sink

STEPS = np.array([0, 1, 2, 3, 7, 10, 99, 100, 101, 1_000, 54_321, 1_000_000, 2**31 - 1], np.int64)
RATES = st.floats(1e-6, 1.0).map(np.float32).map(float)
DECAY_STEPS = st.integers(1, 2_000_000)


def learning_rates() -> st.SearchStrategy[LearningRate]:
    """Schedules of every class of Keras."""
    boundaries = st.sets(st.integers(1, 200_000), min_size=1, max_size=4).map(sorted)
    return st.one_of(
        st.builds(
            CosineDecay,
            initial_learning_rate=RATES,
            decay_steps=DECAY_STEPS,
            alpha=st.just(0.0) | st.floats(0, 1),
        ),
        st.builds(
            ExponentialDecay,
            initial_learning_rate=RATES,
            decay_steps=DECAY_STEPS,
            decay_rate=st.floats(0.01, 1),
        ),
        boundaries.flatmap(
            lambda steps: st.builds(
                PiecewiseConstantDecay,
                boundaries=st.just(tuple(steps)),
                values=st.tuples(*[RATES] * (len(steps) + 1)),
            )
        ),
    )


def rates_of_keras(rate: LearningRate, steps: np.ndarray) -> np.ndarray:
    """The rates of Keras's class at each step, in a graph that is traced for a single step, as a training is."""
    schedule = getattr(keras.optimizers.schedules, rate.keras_class)(**keras_arguments(rate))
    compute = tf.function(schedule, input_signature=[tf.TensorSpec([], tf.int64)])
    return np.array([compute(step).numpy() for step in steps], np.float32)


@settings(max_examples=40, deadline=None)
@given(rate=learning_rates(), more=st.lists(st.integers(0, 10_000), max_size=4))
def test_rate_equals_the_rate_of_keras_in_a_traced_graph(
    rate: LearningRate, more: list[int]
) -> None:
    steps = np.array([*STEPS, *more], np.int64)
    most_bits = 1 if isinstance(rate, CosineDecay) else 0
    np.testing.assert_array_max_ulp(rate.rate(steps), rates_of_keras(rate, steps), most_bits)


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate_schedule": "cosine", "alpha": 0.1},
        {"learning_rate_schedule": "exponential", "decay_steps": 3, "decay_rate": 0.5},
        {"learning_rate_schedule": "piecewise", "pieces": "4:0.0001 9:1e-05"},
    ],
    ids=lambda changes: changes["learning_rate_schedule"],
)
def test_events_of_a_run_have_the_rates_of_its_schedule(changes: dict[str, object]) -> None:
    plan = TrainingPlan(num_examples=120, batch_size=10, epochs=1)
    config = RunConfig(schedule=DECAY, plan=plan, dataset="digits", network="mlp", **changes)
    events: list[RunEvent] = []
    train(config, Sink(events.append))
    measured = [event.learning_rate for event in events if isinstance(event, StepMeasured)]
    expected = config.rate.rate(np.arange(plan.total_steps))
    assert measured == pytest.approx(expected.tolist(), rel=2e-7)
    assert len(set(measured)) > 1


def rates_of_run(config: RunConfig) -> list[float | None]:
    """The learning rate in the events of each step."""
    events: list[RunEvent] = []
    train(config, Sink(events.append))
    return [event.learning_rate for event in events if isinstance(event, StepMeasured)]


def test_reused_network_never_has_the_rates_of_the_previous_run() -> None:
    plan = TrainingPlan(num_examples=40, batch_size=10, epochs=1)
    first = RunConfig(
        schedule=None, plan=plan, dataset="digits", network="mlp", learning_rate_schedule="cosine"
    )
    for config in (
        first,
        replace(first, learning_rate=0.01),
        replace(first, plan=replace(plan, epochs=2)),
    ):
        expected = config.rate.rate(np.arange(config.plan.total_steps))
        assert rates_of_run(config) == pytest.approx(expected.tolist(), rel=2e-7)


def test_events_of_a_run_with_a_constant_rate_contain_no_rate() -> None:
    plan = TrainingPlan(num_examples=20, batch_size=10, epochs=1)
    config = RunConfig(schedule=None, plan=plan, dataset="digits", network="mlp")
    events: list[RunEvent] = []
    train(config, Sink(events.append))
    assert {event.learning_rate for event in events if isinstance(event, StepMeasured)} == {None}
