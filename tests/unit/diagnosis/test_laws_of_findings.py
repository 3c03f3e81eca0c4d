"""Laws of findings, which hold for every schedule and every length of training."""

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


def errors(findings: tuple[Finding, ...]) -> set[Code]:
    """The codes of the findings that are errors."""
    return {finding.code for finding in findings if finding.severity is Severity.ERROR}


@given(st.one_of(schedules(), short_schedules()), st.one_of(lengths, st.integers(1, LONG_TRAINING)))
def test_every_schedule_can_be_diagnosed_for_every_length(
    schedule: Schedule, total_steps: int
) -> None:
    findings = diagnose(schedule, total_steps, KERNELS)
    assert len(codes(findings)) == len(findings)
    ranks = [list(Severity).index(finding.severity) for finding in findings]
    assert ranks == sorted(ranks)
    for finding in findings:
        assert finding.message.endswith(".")
        assert ". " not in finding.message
        assert finding.message[0].isupper()


@given(st.one_of(schedules(), short_schedules()), st.one_of(lengths, st.integers(1, LONG_TRAINING)))
def test_a_fix_removes_its_finding_and_adds_no_error(schedule: Schedule, total_steps: int) -> None:
    findings = diagnose(schedule, total_steps, KERNELS)
    for finding in findings:
        if finding.fix is not None:
            findings_of_fix = diagnose(finding.fix, total_steps, KERNELS)
            assert finding.code not in codes(findings_of_fix)
            assert errors(findings_of_fix) <= errors(findings)


@given(short_schedules(), lengths)
def test_a_schedule_without_updates_has_one_error_about_it(
    schedule: Schedule, total_steps: int
) -> None:
    codes_without_updates = {Code.BEGINS_AFTER_TRAINING, Code.NEVER_UPDATES}
    has_no_updates = update_steps(schedule, total_steps).size == 0
    assert len(errors(diagnose(schedule, total_steps)) & codes_without_updates) == has_no_updates


@given(short_schedules(), lengths)
def test_the_target_is_reported_as_missed_if_the_final_masks_have_another_sparsity(
    schedule: Schedule, total_steps: int
) -> None:
    applied = float(applied_sparsity(schedule, total_steps)[-1])
    is_missed = abs(applied - schedule.end_sparsity) >= ROUNDING
    has_updates = update_steps(schedule, total_steps).size > 0
    findings = {finding.code: finding for finding in diagnose(schedule, total_steps)}
    assert (Code.TARGET_MISSED in findings) == (is_missed and has_updates)
    if Code.TARGET_MISSED in findings:
        is_error = findings[Code.TARGET_MISSED].severity is Severity.ERROR
        assert is_error == (abs(applied - schedule.end_sparsity) > 0.2)


@given(short_schedules(), lengths)
def test_falls_jumps_and_late_rises_of_the_sparsity_are_found(
    schedule: Schedule, total_steps: int
) -> None:
    applied = applied_sparsity(schedule, total_steps)
    rises = np.diff(applied, prepend=np.float32(0))
    falls = np.maximum.accumulate(applied) - applied
    late = float(np.maximum(rises, 0)[total_steps * 19 // 20 :].sum())
    expected = {
        Code.SPARSITY_FALLS: falls.max() > ROUNDING,
        Code.LARGE_JUMP: rises.max() > 0.5 + ROUNDING,
        Code.NO_RECOVERY: late >= 0.01 - ROUNDING,
    }
    found_codes = codes(diagnose(schedule, total_steps))
    for code, is_expected in expected.items():
        assert (code in found_codes) == is_expected, code


@given(short_schedules(), lengths)
def test_the_last_change_is_the_step_at_which_the_final_sparsity_begins(
    schedule: Schedule, total_steps: int
) -> None:
    applied = applied_sparsity(schedule, total_steps)
    other_indices = np.flatnonzero(np.abs(applied - applied[-1]) >= ROUNDING)
    first_final_step = int(other_indices[-1]) + 2 if other_indices.size else 1
    assert make_course(schedule, total_steps).last_change() in (first_final_step, None)
