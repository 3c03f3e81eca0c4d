"""Each finding: its message, its severity, its fix, and the limit at which it appears."""

import pytest

from pruning_core import Schedule, diagnose
from pruning_core.diagnosis import Code
from pruning_core.prediction.summary import NO_BREAK_SPACE
from tests.strategies import LONG_TRAINING
from tests.unit.diagnosis.schedules import KERNELS, codes, constant, curve, decay

FIRST_UPDATE_LATE, UPDATES_EVERY_STEP = "first_update_late", "updates_every_step"
DECAY_TO_THE_END = decay(end_step=1200, power=1, final_sparsity=0.1)
TWO_UPDATES = {"begin_step": 116, "frequency": 90}


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
def test_a_schedule_that_reaches_its_target_has_no_finding(
    schedule: Schedule, total_steps: int
) -> None:
    """The last schedule is the schedule of the article. Its curve is almost flat in its last steps."""
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
                constant(begin_step=1, frequency=4),
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
                constant(begin_step=1, frequency=4),
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
                "The curve ends at step 1,300, but the training ends at step 1,200: the masks end at 79.95 %, "
                "0.05 points below the 80 % that was asked for.",
                decay(end_step=1200),
            ),
        ),
        (
            decay(initial_sparsity=0.4, final_sparsity=0.2),
            1200,
            (
                "warning",
                "sparsity_falls",
                "The sparsity falls from 40 % at step 100 to 20 % at step 900, so pruned weights come back: the "
                "masks then keep 80 % of the weights, or all of them where too many are exactly zero.",
                decay(initial_sparsity=0.2, final_sparsity=0.4),
            ),
        ),
        (
            curve((100, 0.3), (300, 0.7), (900, 0.5)),
            1200,
            (
                "warning",
                "sparsity_falls",
                "The sparsity falls from 70 % at step 300 to 50 % at step 900, so pruned weights come back: the "
                "masks then keep 50 % of the weights, or all of them where too many are exactly zero.",
                curve((100, 0.3), (300, 0.5), (900, 0.5)),
            ),
        ),
        (
            decay(power=0, initial_sparsity=0.3),
            1200,
            (
                "error",
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
def test_each_finding_has_its_severity_its_message_with_numbers_and_its_fix(
    schedule: Schedule, total_steps: int, expected: tuple[str, str, str, Schedule | None]
) -> None:
    severity, code, message, fix = expected
    kernels = KERNELS if code == "one_weight_left" else ()
    findings = {finding.code: finding for finding in diagnose(schedule, total_steps, kernels)}
    finding = findings[Code(code)]
    assert finding.severity == severity
    assert finding.message.replace(NO_BREAK_SPACE, " ") == message
    assert finding.fix == fix


@pytest.mark.parametrize(
    ("with_finding", "without_finding", "code"),
    [
        (constant(begin_step=1201), constant(begin_step=1140), "begins_after_training"),
        (constant(begin_step=0, frequency=1201), constant(begin_step=0), "never_updates"),
        (
            constant(begin_step=0, frequency=2),
            constant(begin_step=0, frequency=1),
            FIRST_UPDATE_LATE,
        ),
        (decay(end_step=1201, power=1), decay(end_step=1200, power=1), "ends_after_training"),
        (constant(0.51), constant(0.5), "large_jump"),
        (constant(begin_step=1141), constant(begin_step=1140), "no_recovery"),
        (decay(end_step=1200, power=1, final_sparsity=0.12), DECAY_TO_THE_END, "no_recovery"),
        (
            constant(end_step=200, frequency=1),
            constant(end_step=199, frequency=1),
            UPDATES_EVERY_STEP,
        ),
        (constant(frequency=1), constant(frequency=2), UPDATES_EVERY_STEP),
        (curve((100, 0.0, "smooth"), (300, 0.98), **TWO_UPDATES), curve((100, 0.0)), "large_jump"),
    ],
)
def test_a_finding_appears_beyond_its_limit_and_not_before(
    with_finding: Schedule, without_finding: Schedule, code: str
) -> None:
    """In the last case, the sparsity jumps between two updates that have no keyframe between them."""
    assert code in codes(diagnose(with_finding, 1200))
    assert code not in codes(diagnose(without_finding, 1200))
