"""The prediction of each finding is true in a real training, and a training with the fix reaches the target."""

import numpy as np
import pytest

from pruning_core import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule, diagnose
from pruning_core.diagnosis import Code
from pruning_core.kernels import Kernel
from pruning_core.prediction.summary import percent
from pruning_core.schedules import Keyframe
from tests.contract.schedules.test_masks_against_a_training import kept_in_training

STEPS = 40
INPUTS, UNITS = 100, 100
WEIGHTS = INPUTS * UNITS
KERNEL = Kernel(layer="dense", shape=(INPUTS, UNITS))
TRAPS: dict[str, tuple[Schedule, Code]] = {
    "begins after the training": (
        ConstantSparsity(target_sparsity=0.8, begin_step=41),
        Code.BEGINS_AFTER_TRAINING,
    ),
    "in proportion": (
        PolynomialDecay(
            initial_sparsity=0.1, final_sparsity=0.8, begin_step=50, end_step=450, frequency=50
        ),
        Code.BEGINS_AFTER_TRAINING,
    ),
    "fewer steps than one frequency": (
        ConstantSparsity(target_sparsity=0.8, begin_step=0),
        Code.NEVER_UPDATES,
    ),
    "nor a decay": (
        PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=40),
        Code.NEVER_UPDATES,
    ),
    "the last update falls before the end": (
        PolynomialDecay(
            initial_sparsity=0.0,
            final_sparsity=0.8,
            begin_step=2,
            end_step=30,
            power=1,
            frequency=10,
        ),
        Code.TARGET_MISSED,
    ),
    "the training ends first": (
        PolynomialDecay(
            initial_sparsity=0.2, final_sparsity=0.8, begin_step=4, end_step=90, frequency=4
        ),
        Code.ENDS_AFTER_TRAINING,
    ),
    "a flat curve": (
        PolynomialDecay(
            initial_sparsity=0.2,
            final_sparsity=0.8,
            begin_step=4,
            end_step=36,
            power=0,
            frequency=4,
        ),
        Code.POWER_ZERO,
    ),
    "keyframes after the last update": (
        KeyframeSchedule(
            keyframes=(Keyframe(step=0, sparsity=0.0), Keyframe(step=37, sparsity=0.8)),
            begin_step=5,
            frequency=6,
            end_step=33,
        ),
        Code.TARGET_MISSED,
    ),
    "a single weight": (
        ConstantSparsity(target_sparsity=0.99999, begin_step=5, frequency=5),
        Code.ONE_WEIGHT_LEFT,
    ),
}


@pytest.mark.parametrize(("schedule", "code"), TRAPS.values(), ids=TRAPS)
def test_a_finding_is_true_in_a_training_and_its_fix_reaches_the_target(
    schedule: Schedule, code: Code
) -> None:
    findings = {finding.code: finding for finding in diagnose(schedule, STEPS, [KERNEL])}
    finding = findings[code]
    kept = kept_after_each_step(schedule)
    match code:
        case Code.BEGINS_AFTER_TRAINING | Code.NEVER_UPDATES:
            assert set(kept) == {WEIGHTS}
        case Code.TARGET_MISSED:
            assert f"end at {percent(1 - kept[-1] / WEIGHTS)}," in finding.message
            changes = np.flatnonzero(np.diff(kept)) + 2
            assert set(range(last_update(finding.message) + 1, STEPS + 1)).isdisjoint(changes)
        case Code.ENDS_AFTER_TRAINING:
            assert f"end at {percent(1 - kept[-1] / WEIGHTS)}," in finding.message
            assert f"but the training ends at step {STEPS}" in finding.message
        case Code.POWER_ZERO:
            assert (
                f"initial_sparsity of {percent(1 - kept[-1] / WEIGHTS)} at every" in finding.message
            )
        case _:
            assert min(kept) == 1
    assert finding.fix is not None
    fixed = kept_after_each_step(finding.fix)
    assert fixed[-1] == round(WEIGHTS * (1 - finding.fix.end_sparsity))
    if code is not Code.ONE_WEIGHT_LEFT:
        assert finding.fix.end_sparsity == schedule.end_sparsity


def kept_after_each_step(schedule: Schedule) -> list[int]:
    """The number of weights that the mask of the only layer keeps after each step."""
    return kept_in_training(schedule, inputs=INPUTS, units=UNITS, steps=STEPS)


def last_update(message: str) -> int:
    """The step in the message. No mask changes after this step."""
    return int(message.rstrip(".").rpartition(" ")[2])
