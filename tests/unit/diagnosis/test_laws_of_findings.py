"""Laws of findings: what holds for every schedule and every length of a training."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Finding, Schedule, applied_sparsity, diagnose, update_steps
from pruning_core.diagnosis import Code, Severity
from pruning_core.diagnosis.course import make_course
from pruning_core.prediction.summary import ROUNDING
from tests.strategies import LONG_TRAINING, schedules
from tests.unit.diagnosis.schedules import KERNELS, codes, short_schedules

lengths = st.integers(1, 700)


def errors(found: tuple[Finding, ...]) -> set[Code]:
    """The codes of the findings that are errors."""
    return {finding.code for finding in found if finding.severity is Severity.ERROR}


@given(st.one_of(schedules(), short_schedules()), st.one_of(lengths, st.integers(1, LONG_TRAINING)))
def test_every_schedule_can_be_diagnosed_for_every_length(
    schedule: Schedule, total_steps: int
) -> None:
    found = diagnose(schedule, total_steps, KERNELS)
    assert len(codes(found)) == len(found)
    ranks = [list(Severity).index(finding.severity) for finding in found]
    assert ranks == sorted(ranks)
    for finding in found:
        assert finding.message.endswith(".")
        assert ". " not in finding.message
        assert finding.message[0].isupper()


@given(st.one_of(schedules(), short_schedules()), st.one_of(lengths, st.integers(1, LONG_TRAINING)))
def test_a_fix_removes_its_finding_and_adds_no_error(schedule: Schedule, total_steps: int) -> None:
    found = diagnose(schedule, total_steps, KERNELS)
    for finding in found:
        if finding.fix is not None:
            after = diagnose(finding.fix, total_steps, KERNELS)
            assert finding.code not in codes(after)
            assert errors(after) <= errors(found)


@given(short_schedules(), lengths)
def test_a_schedule_without_updates_is_an_error(schedule: Schedule, total_steps: int) -> None:
    never = {Code.BEGINS_AFTER_TRAINING, Code.NEVER_UPDATES}
    never_updates = update_steps(schedule, total_steps).size == 0
    assert len(errors(diagnose(schedule, total_steps)) & never) == never_updates


@given(short_schedules(), lengths)
def test_the_target_is_missed_if_the_final_masks_have_another_sparsity(
    schedule: Schedule, total_steps: int
) -> None:
    held = float(applied_sparsity(schedule, total_steps)[-1])
    misses = abs(held - schedule.end_sparsity) >= ROUNDING
    updates = update_steps(schedule, total_steps).size > 0
    found = {finding.code: finding for finding in diagnose(schedule, total_steps)}
    assert (Code.TARGET_MISSED in found) == (misses and updates)
    if Code.TARGET_MISSED in found:
        is_error = found[Code.TARGET_MISSED].severity is Severity.ERROR
        assert is_error == (abs(held - schedule.end_sparsity) > 0.2)


@given(short_schedules(), lengths)
def test_falls_jumps_and_late_rises_are_found_if_the_masks_have_them(
    schedule: Schedule, total_steps: int
) -> None:
    held = applied_sparsity(schedule, total_steps)
    rises = np.diff(held, prepend=np.float32(0))
    falls = np.maximum.accumulate(held) - held
    late = float(np.maximum(rises, 0)[total_steps * 19 // 20 :].sum())
    expected = {
        Code.SPARSITY_FALLS: falls.max() > ROUNDING,
        Code.LARGE_JUMP: rises.max() > 0.5 + ROUNDING,
        Code.NO_RECOVERY: late >= 0.01 - ROUNDING,
    }
    found = codes(diagnose(schedule, total_steps))
    for code, is_expected in expected.items():
        assert (code in found) == is_expected, code


@given(short_schedules(), lengths)
def test_masks_do_not_change_after_the_last_change(schedule: Schedule, total_steps: int) -> None:
    held = applied_sparsity(schedule, total_steps)
    differs = np.flatnonzero(np.abs(held - held[-1]) >= ROUNDING)
    last = int(differs[-1]) + 2 if differs.size else 1
    assert make_course(schedule, total_steps).last_change() in (last, None)
