"""Two findings with one cause are one finding with one fix. A last update one step before the end is not a finding."""

import pytest

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, TrainingPlan, diagnose
from pruning_core.kernels import Kernel
from tests.unit.diagnosis.schedules import constant, decay

SMALL = (Kernel(layer="dense", shape=(20, 11)),)
HUNDRED_EPOCHS = TrainingPlan(num_examples=150_000, batch_size=100, epochs=100)


@pytest.mark.parametrize(
    ("schedule", "total_steps", "code"),
    [
        (decay(end_step=1900, power=1), 1200, "ends_after_training"),
        (decay(power=0), 1200, "power_zero"),
        (decay(initial_sparsity=0.9, final_sparsity=0.1), 1200, "sparsity_falls"),
        (decay(begin_step=1, end_step=50, frequency=1), 150_000, "window_spent_early"),
        (decay(begin_step=1, end_step=50), 150_000, "window_spent_early"),
        (decay(begin_step=0, end_step=50), 150_000, "never_updates"),
        (decay(begin_step=0, end_step=15, frequency=5), 1_500, "window_spent_early"),
        (constant(begin_step=0, end_step=50, frequency=10), 150_000, "window_spent_early"),
    ],
)
def test_findings_with_one_cause_are_one_finding(
    schedule: Schedule, total_steps: int, code: str
) -> None:
    (finding,) = diagnose(schedule, total_steps)
    assert finding.code == code
    assert finding.fix is not None
    assert diagnose(finding.fix, total_steps) == ()


def test_finding_is_as_severe_as_its_most_severe_consequence() -> None:
    (early,) = diagnose(decay(begin_step=1, end_step=50), 150_000)
    assert early.severity == "error"  # the only update keeps all weights, so the target is far away
    (late,) = diagnose(decay(end_step=1900, power=1), 1200)
    assert late.severity == "error"


@pytest.mark.parametrize(
    ("schedule", "total_steps"),
    [
        (decay(begin_step=2, end_step=29, frequency=2), 60),
        (decay(end_step=1201), 1200),
        (decay(begin_step=38, end_step=1000, frequency=3), 1200),
    ],
)
def test_last_update_one_step_before_the_end_is_not_a_finding(
    schedule: PolynomialDecay, total_steps: int
) -> None:
    """The masks end less than 0.01 points below the target: those of the first schedule at 79.996 %."""
    last = min(schedule.end_step, total_steps)
    last -= (last - schedule.begin_step) % schedule.frequency
    assert last < schedule.end_step
    assert abs(0.8 - float(schedule.sparsity([last])[0])) < 1e-4
    assert diagnose(schedule, total_steps) == ()


def test_a_window_in_epochs_is_rescaled_with_its_frequency() -> None:
    schedule = decay(begin_step=10, end_step=50, frequency=2)
    (finding,) = diagnose(schedule, 150_000, plan=HUNDRED_EPOCHS)
    assert "end_step was probably given in epochs" in finding.message
    assert "epoch 50 ends at step 75,000" in finding.message
    assert finding.fix == decay(begin_step=15_000, end_step=75_000, frequency=3_000)
    (finding,) = diagnose(schedule, 150_000)
    assert "50 of 150,000, after 0.03" in finding.message
    assert "end_step was probably given in epochs" in finding.message
    assert finding.fix == decay(begin_step=28_500, end_step=142_500, frequency=5_700)


def test_window_with_more_steps_than_the_epochs_is_called_a_window_for_a_shorter_training() -> None:
    (finding,) = diagnose(decay(end_step=6_000), 150_000, plan=HUNDRED_EPOCHS)
    assert "the steps were probably chosen for a shorter training" in finding.message


@pytest.mark.parametrize(
    ("with_finding", "without_finding"),
    [
        (decay(end_step=900), decay(end_step=1_000)),
        (constant(begin_step=0, end_step=50, frequency=10), constant(begin_step=10, end_step=10)),
    ],
)
def test_window_that_ends_in_the_first_5_percent_is_a_finding_unless_it_is_one_shot(
    with_finding: Schedule, without_finding: Schedule
) -> None:
    assert [finding.code for finding in diagnose(with_finding, 18_000)] == ["window_spent_early"]
    assert diagnose(without_finding, 18_000) == ()


def test_updates_that_change_nothing_are_counted_and_halved() -> None:
    schedule = decay(frequency=2)
    (finding,) = diagnose(schedule, 1200, SMALL)
    assert finding.code == "updates_change_nothing"
    assert finding.message.startswith("233 of 401 updates change no count")
    assert isinstance(finding.fix, PolynomialDecay)
    assert finding.fix.frequency > 2
    assert diagnose(ConstantSparsity(target_sparsity=0.5, begin_step=100), 1200, SMALL) == ()


def test_updates_at_every_step_and_idle_updates_are_one_finding() -> None:
    (finding,) = diagnose(decay(frequency=1), 1200, SMALL)
    assert finding.code == "updates_every_step"
