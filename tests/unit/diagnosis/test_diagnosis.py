"""What is found wrong with a schedule, and that its fixes are ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import (
    ConstantSparsity,
    Finding,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    applied_sparsity,
    diagnose,
    update_steps,
)
from pruning_core.diagnosis import WHY, Code, Severity
from pruning_core.diagnosis.course import course_of
from pruning_core.errors import PlanError
from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.summary import NO_BREAK_SPACE, ROUNDING
from tests.strategies import LONG_TRAINING, powers, schedules, sparsities

KERNELS = (*ARTICLE_CONVNET, Kernel(layer="tiny", shape=(2,)), Kernel(layer="scale", shape=(1,)))


def decay(**changes: float) -> PolynomialDecay:
    """A decay without a finding in 1,200 steps, but for the changes."""
    good = {"initial_sparsity": 0.0, "final_sparsity": 0.8, "begin_step": 100, "end_step": 900}
    return PolynomialDecay(**(good | changes))


def constant(target: float = 0.5, **changes: int) -> ConstantSparsity:
    """A constant schedule without a finding in 1,200 steps, but for the changes."""
    return ConstantSparsity(target_sparsity=target, **({"begin_step": 100} | changes))


def curve(*points: tuple[int, float] | tuple[int, float, str], **changes: int) -> KeyframeSchedule:
    """A curve through points."""
    return KeyframeSchedule(keyframes=points, **({"begin_step": 100} | changes))


def codes(found: tuple[Finding, ...]) -> set[Code]:
    """What was found."""
    return {finding.code for finding in found}


LATE, OFTEN = "first_update_late", "updates_every_step"
TAIL = decay(end_step=1200, power=1, final_sparsity=0.1)
BETWEEN = {"begin_step": 116, "frequency": 90}


@pytest.mark.parametrize(
    ("schedule", "total_steps"),
    [
        (decay(), 1200),
        (constant(), 1200),
        (constant(end_step=LONG_TRAINING), 1200),
        (curve((100, 0.0), (500, 0.4, "smooth"), (900, 0.8)), 1200),
        (curve((100, 0.3), (5000, 0.3)), 1200),
        (decay(final_sparsity=0.875, begin_step=1152, end_step=5760), 5760),
    ],
)
def test_a_schedule_that_does_what_it_says_has_no_finding(
    schedule: Schedule, total_steps: int
) -> None:
    """The last one is the article's: the flat end of its decay runs into the last steps."""
    assert diagnose(schedule, total_steps) == ()


@pytest.mark.parametrize(
    ("schedule", "total_steps", "expected"),
    [
        (
            constant(begin_step=5000),
            1200,
            (
                "error",
                "begins_after_training",
                "Pruning begins at step 5,000, but the training ends at step 1,200: nothing is ever pruned.",
                constant(begin_step=240),
            ),
        ),
        (
            decay(begin_step=5000, end_step=10_000),
            1000,
            (
                "error",
                "begins_after_training",
                "Pruning begins at step 5,000, but the training ends at step 1,000: nothing is ever pruned.",
                decay(begin_step=475, end_step=943, frequency=9),
            ),
        ),
        (
            curve((5000, 0.0), (6000, 0.2, "smooth"), (10_000, 0.8), begin_step=5000),
            1000,
            (
                "error",
                "begins_after_training",
                "Pruning begins at step 5,000, but the training ends at step 1,000: nothing is ever pruned.",
                curve((475, 0.0), (568, 0.2, "smooth"), (943, 0.8), begin_step=475, frequency=9),
            ),
        ),
        (
            constant(begin_step=0),
            50,
            (
                "error",
                "never_updates",
                "Masks never change: the first update would be at step 100, because a training counts its "
                "steps from 1, but the training has 50 steps.",
                constant(begin_step=0, frequency=4),
            ),
        ),
        (
            constant(begin_step=0, end_step=0),
            50,
            (
                "error",
                "never_updates",
                "Masks never change: the first update would be at step 100, because a training counts its "
                "steps from 1, but end_step is 0.",
                constant(begin_step=0, frequency=4),
            ),
        ),
        (
            decay(begin_step=0, frequency=50),
            1200,
            (
                "note",
                "first_update_late",
                "The first update comes at step 50 and not at begin_step 0, because a training counts its "
                "steps from 1.",
                decay(begin_step=1, end_step=901, frequency=50),
            ),
        ),
        (
            decay(end_step=950),
            1200,
            (
                "warning",
                "target_missed",
                "The masks end at 79.98 %, 0.02 points below the 80 % that was asked for, because nothing "
                "changes after step 900.",
                decay(),
            ),
        ),
        (
            decay(end_step=399, power=1),
            1200,
            (
                "error",
                "target_missed",
                "The masks end at 53.51 %, 26.49 points below the 80 % that was asked for, because nothing "
                "changes after step 300.",
                decay(end_step=300, power=1),
            ),
        ),
        (
            curve((100, 0.0), (900, 0.8), end_step=800),
            1200,
            (
                "warning",
                "target_missed",
                "The masks end at 70 %, 10 points below the 80 % that was asked for, because nothing changes "
                "after step 800.",
                curve((100, 0.0), (900, 0.8)),
            ),
        ),
        (
            decay(end_step=1300),
            1200,
            (
                "warning",
                "ends_after_training",
                "The curve ends at step 1,300, but the training ends at step 1,200, when the curve is at "
                "79.95 %, on its way to 80 %.",
                decay(end_step=1200),
            ),
        ),
        (
            decay(initial_sparsity=0.4, final_sparsity=0.2),
            1200,
            (
                "warning",
                "sparsity_falls",
                "The sparsity falls from 40 % at step 100 to 20 % at step 900: weights that were pruned come "
                "back.",
                decay(initial_sparsity=0.2, final_sparsity=0.4),
            ),
        ),
        (
            curve((100, 0.3), (300, 0.7), (900, 0.5)),
            1200,
            (
                "warning",
                "sparsity_falls",
                "The sparsity falls from 70 % at step 300 to 50 % at step 900: weights that were pruned come "
                "back.",
                curve((100, 0.3), (300, 0.5), (900, 0.5)),
            ),
        ),
        (
            decay(power=0, initial_sparsity=0.3),
            1200,
            (
                "warning",
                "power_zero",
                "A power of 0 keeps the sparsity at the initial_sparsity of 30 % at every step, so the "
                "final_sparsity of 80 % is never reached.",
                decay(initial_sparsity=0.3),
            ),
        ),
        (
            constant(0.8),
            1200,
            (
                "warning",
                "large_jump",
                "The update at step 100 raises the sparsity by 80 points at once, to 80 %.",
                decay(end_step=1100),
            ),
        ),
        (
            decay(initial_sparsity=0.6),
            1200,
            (
                "warning",
                "large_jump",
                "The update at step 100 raises the sparsity by 60 points at once, to 60 %.",
                decay(),
            ),
        ),
        (
            constant(begin_step=1190),
            1200,
            (
                "warning",
                "no_recovery",
                "The sparsity rises by 50 points in the last 5 % of the training, and 10 of 1,200 steps are left "
                "to recover after the last change at step 1,190.",
                constant(begin_step=1140),
            ),
        ),
        (
            decay(end_step=1200, power=1),
            1200,
            (
                "warning",
                "no_recovery",
                "The sparsity rises by 7.27 points in the last 5 % of the training, and 0 of 1,200 steps are left "
                "to recover after the last change at step 1,200.",
                decay(end_step=1100, power=1),
            ),
        ),
        (
            decay(final_sparsity=0.9995),
            1200,
            (
                "warning",
                "one_weight_left",
                "A single weight is left in conv2d (of 288), dense_1 (of 2,560) and tiny (of 2): tfmot keeps "
                "at least one in each kernel.",
                None,
            ),
        ),
        (
            decay(frequency=1),
            1200,
            (
                "note",
                "updates_every_step",
                "A frequency of 1 updates the masks at each of 801 steps, and tfmot sorts every kernel each time.",
                decay(frequency=80),
            ),
        ),
    ],
)
def test_each_finding_says_what_is_wrong_in_numbers_and_offers_a_fix(
    schedule: Schedule, total_steps: int, expected: tuple[str, str, str, Schedule | None]
) -> None:
    severity, code, message, fix = expected
    kernels = KERNELS if code == "one_weight_left" else ()
    found = {finding.code: finding for finding in diagnose(schedule, total_steps, kernels)}
    finding = found[Code(code)]
    assert finding.severity == severity
    assert finding.message.replace(NO_BREAK_SPACE, " ") == message
    assert finding.fix == fix


@pytest.mark.parametrize(
    ("found", "spared", "code"),
    [
        (constant(begin_step=1201), constant(begin_step=1140), "begins_after_training"),
        (constant(begin_step=0, frequency=1201), constant(begin_step=0), "never_updates"),
        (constant(begin_step=0, frequency=2), constant(begin_step=0, frequency=1), LATE),
        (decay(end_step=1201), decay(end_step=1200), "ends_after_training"),
        (constant(0.51), constant(0.5), "large_jump"),
        (constant(begin_step=1141), constant(begin_step=1140), "no_recovery"),
        (decay(end_step=1200, power=1, final_sparsity=0.12), TAIL, "no_recovery"),
        (constant(end_step=200, frequency=1), constant(end_step=199, frequency=1), OFTEN),
        (constant(frequency=1), constant(frequency=2), OFTEN),
        (curve((100, 0.0, "smooth"), (300, 0.98), **BETWEEN), curve((100, 0.0)), "large_jump"),
    ],
)
def test_a_finding_stops_where_its_rule_says(found: Schedule, spared: Schedule, code: str) -> None:
    """The last jump is between the first and the second update, with no keyframe between them."""
    assert code in codes(diagnose(found, 1200))
    assert code not in codes(diagnose(spared, 1200))


def test_a_small_kernel_is_left_two_weights() -> None:
    (finding,) = diagnose(decay(final_sparsity=0.999), 1200, ARTICLE_CONVNET)
    assert finding.fix == decay(final_sparsity=0.993)
    assert diagnose(finding.fix, 1200, ARTICLE_CONVNET) == ()


def test_findings_come_with_the_most_severe_first() -> None:
    found = diagnose(decay(begin_step=0, end_step=199, power=1), 200)
    assert [finding.severity for finding in found] == ["error", "note"]


def test_a_billion_updates_cost_as_much_as_a_few() -> None:
    (finding,) = diagnose(decay(end_step=LONG_TRAINING // 2, power=2.5, frequency=1), LONG_TRAINING)
    assert finding.code == "updates_every_step"
    assert "499,999,901 steps" in finding.message


@pytest.mark.parametrize("total_steps", [-1, 1.5, True, None, "10", 2**53 + 1])
def test_a_length_that_no_training_has_is_refused(total_steps: int) -> None:
    with pytest.raises(PlanError, match="total_steps"):
        diagnose(decay(), total_steps)


def test_every_code_is_explained_under_a_title() -> None:
    assert set(WHY) == set(Code)
    for text in WHY.values():
        title, explanation = text.split("\n")
        assert title
        assert not title.endswith(".")
        assert explanation.count(". ") >= 1
        assert explanation.endswith(".")


# Laws.


@st.composite
def short_schedules(draw: st.DrawFn) -> Schedule:
    """Schedules of every kind whose windows lie within some hundred steps: most have findings."""
    begin = draw(st.integers(0, 300))
    end = draw(st.one_of(st.just(-1), st.integers(begin, 500)))
    window = {"begin_step": begin, "frequency": draw(st.integers(1, 120))}
    kind = draw(st.sampled_from(("constant", "decay", "curve")))
    if kind == "constant":
        return constant(draw(sparsities()), end_step=end, **window)
    if kind == "decay":
        return decay(
            initial_sparsity=draw(sparsities()),
            final_sparsity=draw(sparsities()),
            end_step=draw(st.integers(begin + 1, 500)),
            power=draw(powers()),
            **window,
        )
    steps = draw(st.lists(st.integers(0, 500), min_size=1, max_size=6, unique=True).map(sorted))
    segments = st.sampled_from(("linear", "smooth", "hold"))
    points = [(step, draw(sparsities()), draw(segments)) for step in steps]
    return curve(*points, end_step=end, **window)


lengths = st.integers(1, 700)


def errors(found: tuple[Finding, ...]) -> set[Code]:
    """What was found to be an error."""
    return {finding.code for finding in found if finding.severity is Severity.ERROR}


@given(st.one_of(schedules(), short_schedules()), st.one_of(lengths, st.integers(1, LONG_TRAINING)))
def test_every_schedule_can_be_examined_whatever_the_length(
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
def test_a_fix_has_neither_the_finding_nor_a_new_error(
    schedule: Schedule, total_steps: int
) -> None:
    found = diagnose(schedule, total_steps, KERNELS)
    for finding in found:
        if finding.fix is not None:
            after = diagnose(finding.fix, total_steps, KERNELS)
            assert finding.code not in codes(after)
            assert errors(after) <= errors(found)


@given(short_schedules(), lengths)
def test_without_an_update_there_is_an_error_and_masks_are_dense_to_the_end(
    schedule: Schedule, total_steps: int
) -> None:
    never = {Code.BEGINS_AFTER_TRAINING, Code.NEVER_UPDATES}
    is_dense = update_steps(schedule, total_steps).size == 0
    assert len(errors(diagnose(schedule, total_steps)) & never) == is_dense


@given(short_schedules(), lengths)
def test_a_target_is_missed_when_masks_hold_something_else_in_the_end(
    schedule: Schedule, total_steps: int
) -> None:
    held = float(applied_sparsity(schedule, total_steps)[-1])
    misses = abs(held - schedule.asked_sparsity) >= ROUNDING
    updates = update_steps(schedule, total_steps).size > 0
    found = {finding.code: finding for finding in diagnose(schedule, total_steps)}
    assert (Code.TARGET_MISSED in found) == (misses and updates)
    if Code.TARGET_MISSED in found:
        is_error = found[Code.TARGET_MISSED].severity is Severity.ERROR
        assert is_error == (abs(held - schedule.asked_sparsity) > 0.2)


@given(short_schedules(), lengths)
def test_falls_jumps_and_late_rises_are_those_of_the_masks_step_by_step(
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
def test_nothing_changes_after_the_step_that_is_called_the_last_change(
    schedule: Schedule, total_steps: int
) -> None:
    held = applied_sparsity(schedule, total_steps)
    differs = np.flatnonzero(np.abs(held - held[-1]) >= ROUNDING)
    last = int(differs[-1]) + 2 if differs.size else 1
    assert course_of(schedule, total_steps).last_change() in (last, None)
