"""Findings about facts beside the schedule: early stopping, the learning rate, zeros before the training."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from pruning_core import diagnose
from pruning_core.diagnosis.training_facts import KnownFacts
from pruning_core.errors import PlanError
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.summary import NO_BREAK_SPACE
from tests.unit.diagnosis.schedules import constant, curve, decay

Rates = Callable[[NDArray[np.int64]], NDArray[np.float64]]


def falling_rate(last_high: int) -> Rates:
    """A learning rate that falls to a thousandth after a step."""
    return lambda steps: np.where(steps <= last_high, 0.1, 0.0001)


class CosineOfOptimizerSteps:
    """A learning-rate schedule of 300 optimizer steps, which counts them from 0."""

    def rate(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """Half a cosine wave."""
        return np.asarray(1 + np.cos(np.pi * np.minimum(steps / 300, 1)))


def test_training_that_may_stop_early_misses_the_target() -> None:
    (finding,) = diagnose(decay(final_sparsity=0.9), 1200, earliest_stop=350)
    assert finding.code == "stops_early"
    assert finding.message.replace(NO_BREAK_SPACE, " ") == (
        "If the training stops at step 350, the masks hold 52.03 % instead of 90 %, and 47.97 % of the weights "
        "are left."
    )
    assert finding.fix == decay(final_sparsity=0.9, end_step=350, frequency=25)


@pytest.mark.parametrize("earliest_stop", [900, 1200, 5000, None])
def test_stop_after_the_last_update_is_not_a_finding(earliest_stop: int | None) -> None:
    assert diagnose(decay(), 1200, earliest_stop=earliest_stop) == ()


def test_removing_weights_while_the_learning_rate_is_nearly_zero_is_a_finding() -> None:
    (finding,) = diagnose(decay(power=1), 1200, learning_rate=falling_rate(649))
    assert finding.code == "learning_rate_low"
    assert finding.message.replace(NO_BREAK_SPACE, " ") == (
        "The learning rate is below 1 % of its peak from step 650 on, and the sparsity still rises by 30 points "
        "after it: with such small steps the network hardly recovers."
    )
    assert finding.fix == decay(power=1, end_step=600)


@pytest.mark.parametrize("last_high", [900, 1199])
def test_learning_rate_that_falls_after_the_last_update_is_not_a_finding(last_high: int) -> None:
    assert diagnose(decay(power=1), 1200, learning_rate=falling_rate(last_high)) == ()


def test_a_learning_rate_may_be_an_array_a_function_or_a_schedule() -> None:
    steps = np.arange(1, 1201)
    by_array = diagnose(decay(power=1), 1200, learning_rate=falling_rate(649)(steps))
    assert by_array == diagnose(decay(power=1), 1200, learning_rate=falling_rate(649))
    plan = TrainingPlan(num_examples=3000, batch_size=10, epochs=1)
    assert (
        diagnose(
            decay(power=1, end_step=290), 300, learning_rate=CosineOfOptimizerSteps(), plan=plan
        )
        != ()
    )


def test_zeros_before_the_training_tie_while_the_schedule_asks_for_fewer() -> None:
    (finding,) = diagnose(decay(), 1200, zeros=0.6)
    assert finding.code == "zeros_before_training"
    assert finding.message.replace(NO_BREAK_SPACE, " ") == (
        "The network holds 60 % zeros before the training, but the updates up to step 300 ask for fewer: each "
        "keeps as many weights as it asks for, or all of them if too many are exactly zero."
    )
    assert finding.fix == decay(initial_sparsity=0.6)
    assert diagnose(constant(0.5), 1200, zeros=0.6)[0].fix == constant(0.6)
    (finding,) = diagnose(curve((100, 0.2), (900, 0.8)), 1200, zeros=0.6)
    assert finding.fix == curve((100, 0.6), (900, 0.8))


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"zeros": 1.0}, "zeros"),
        ({"zeros": "half"}, "zeros"),
        ({"earliest_stop": 0}, "earliest_stop"),
        ({"earliest_stop": 1.5}, "earliest_stop"),
        ({"learning_rate": [0.1, 0.2]}, "learning_rate"),
        ({"learning_rate": "fast"}, "learning_rate"),
    ],
)
def test_an_impossible_fact_is_refused(known: KnownFacts, field: str) -> None:
    with pytest.raises(PlanError) as error_info:
        diagnose(decay(), 1200, **known)
    assert error_info.value.field == field
