"""Laws of findings, which are true for every schedule and every length of training."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Finding, Schedule, applied_sparsity, diagnose, update_steps
from pruning_core.diagnosis import Code, Severity, TrainingFacts
from pruning_core.diagnosis.course import make_course
from pruning_core.diagnosis.training_facts import KnownFacts
from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.masks import ROUNDING
from pruning_core.prediction.summary import TARGET_TOLERANCE
from tests.strategies import LONG_TRAINING, schedules
from tests.unit.diagnosis.schedules import KERNELS, codes, short_schedules

LONGEST_TRAINING = 2**31 - 1
REPORTS_OF_A_MISSED_TARGET = {
    Code.TARGET_MISSED,
    Code.ENDS_AFTER_TRAINING,
    Code.POWER_ZERO,
    Code.WINDOW_SPENT_EARLY,
}
CAUSES = {
    Code.SPARSITY_FALLS: set(),
    Code.LARGE_JUMP: {Code.WINDOW_SPENT_EARLY, Code.SPARSITY_FALLS},
    Code.NO_RECOVERY: {Code.ENDS_AFTER_TRAINING},
}
"""For a finding, the findings with the same cause that may be reported in its place."""
lengths = st.integers(1, 700)


@st.composite
def known_facts(draw: st.DrawFn) -> KnownFacts:
    """The optional facts about a training: often none."""
    known: KnownFacts = {}
    if draw(st.booleans()):
        known["zeros"] = draw(st.floats(0.0, 0.9))
    if draw(st.booleans()):
        known["earliest_stop"] = draw(st.integers(1, 1000))
    if draw(st.booleans()):
        half_life = draw(st.integers(1, 1000))
        known["learning_rate"] = lambda steps: 0.5 ** (np.minimum(steps / half_life, 100))
    return known


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


@given(
    st.one_of(schedules(), short_schedules()),
    st.one_of(lengths, st.integers(1, LONGEST_TRAINING)),
    st.sampled_from(((), ARTICLE_CONVNET, KERNELS)),
    known_facts(),
)
def test_fix_has_no_finding(
    schedule: Schedule, total_steps: int, kernels: tuple[Kernel, ...], known: KnownFacts
) -> None:
    for finding in diagnose(schedule, total_steps, kernels, **known):
        if finding.fix is not None:
            assert diagnose(finding.fix, total_steps, kernels, **known) == ()


@given(short_schedules(), st.integers(40, LONGEST_TRAINING))
def test_every_finding_has_a_fix_if_the_training_is_long_enough(
    schedule: Schedule, total_steps: int
) -> None:
    for finding in diagnose(schedule, total_steps):
        assert finding.fix is not None


@given(short_schedules(), lengths)
def test_a_schedule_without_updates_has_one_error_about_it(
    schedule: Schedule, total_steps: int
) -> None:
    codes_without_updates = {Code.BEGINS_AFTER_TRAINING, Code.NEVER_UPDATES}
    has_no_updates = update_steps(schedule, total_steps).size == 0
    assert len(errors(diagnose(schedule, total_steps)) & codes_without_updates) == has_no_updates


@given(short_schedules(), lengths)
def test_a_missed_target_is_reported_once_with_its_cause(
    schedule: Schedule, total_steps: int
) -> None:
    applied = float(applied_sparsity(schedule, total_steps)[-1])
    distance = abs(applied - schedule.end_sparsity)
    has_updates = update_steps(schedule, total_steps).size > 0
    findings = {finding.code: finding for finding in diagnose(schedule, total_steps)}
    reports = findings.keys() & REPORTS_OF_A_MISSED_TARGET
    if distance >= TARGET_TOLERANCE and has_updates:
        assert len(reports) == 1
        is_error = findings[reports.pop()].severity is Severity.ERROR
        assert is_error == (distance > 0.2)
    elif Code.POWER_ZERO not in findings:
        assert reports <= {Code.WINDOW_SPENT_EARLY}


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
        assert (code in found_codes) <= is_expected, code
        assert is_expected <= bool(found_codes & {code, *CAUSES[code]}), code


@given(short_schedules(), lengths)
def test_the_last_change_is_the_step_at_which_the_final_sparsity_begins(
    schedule: Schedule, total_steps: int
) -> None:
    applied = applied_sparsity(schedule, total_steps)
    other_indices = np.flatnonzero(np.abs(applied - applied[-1]) >= ROUNDING)
    first_final_step = int(other_indices[-1]) + 2 if other_indices.size else 1
    course = make_course(schedule, TrainingFacts(total_steps=total_steps))
    assert course.last_change() in (first_final_step, None)
