"""A proposed schedule has no finding, reaches its target, and has a reason for each of its numbers."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pruning_core import applied_sparsity, diagnose, propose
from pruning_core.errors import PlanError, ScheduleError
from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET, NETWORKS
from pruning_core.prediction.summary import TARGET_TOLERANCE
from tests.unit.diagnosis.schedules import KERNELS


@given(
    st.floats(0.0, 0.9999),
    st.integers(10, 2**31 - 1),
    st.sampled_from([(), *(network.kernels for network in NETWORKS.values())]),
)
@example(0.625, 524_441_667, NETWORKS["lenet_300_100"].kernels)
def test_a_proposal_has_no_finding_and_a_reason_for_each_number(
    target: float, total_steps: int, kernels: tuple[Kernel, ...]
) -> None:
    proposal = propose(target, total_steps, kernels)
    pruned = [kernel for kernel in kernels if kernel.layer not in proposal.dense_layers]
    assert diagnose(proposal.schedule, total_steps, pruned) == ()
    assert abs(proposal.schedule.end_sparsity - target) < TARGET_TOLERANCE
    values = {reason.parameter: reason.value for reason in proposal.reasons}
    assert values == proposal.schedule.get_config()["config"]
    assert all(reason.text.endswith(".") for reason in proposal.reasons)


@given(st.floats(0.0, 0.99), st.integers(1, 9))
def test_proposal_for_a_very_short_training_is_a_schedule_or_an_error(
    target: float, steps: int
) -> None:
    try:
        proposal = propose(target, steps)
    except PlanError as error:
        assert "train longer, or lower the target" in str(error)
        assume(steps < 3)
    else:
        assert diagnose(proposal.schedule, steps) == ()
        assert abs(applied_sparsity(proposal.schedule, steps)[-1] - target) < TARGET_TOLERANCE


def test_a_proposal_ends_before_an_early_stop_and_begins_at_the_zeros_of_the_network() -> None:
    proposal = propose(0.9, 5760, earliest_stop=1000, zeros=0.5)
    config = proposal.schedule.get_config()["config"]
    assert (config["initial_sparsity"], config["end_step"]) == (0.5, 1000)
    reasons = {reason.parameter: reason.text for reason in proposal.reasons}
    assert reasons["end_step"] == "The training may stop at step 1,000."
    assert reasons["initial_sparsity"] == "The network holds so many zeros already."
    assert diagnose(proposal.schedule, 5760, earliest_stop=1000, zeros=0.5) == ()


def test_layers_that_would_keep_a_single_weight_are_not_pruned() -> None:
    assert propose(0.9, 1200, KERNELS).dense_layers == ("tiny",)
    assert propose(0.999, 1200, ARTICLE_CONVNET).dense_layers == ("conv2d",)


@pytest.mark.parametrize(
    ("target", "steps", "kernels", "error", "message"),
    [
        (1.0, 1200, (), ScheduleError, "target_sparsity must be at least 0 and below 1"),
        (0.9, 0, (), PlanError, "fits into 0 steps"),
        (0.9, -1, (), PlanError, "total_steps must be at least 0"),
        (0.999, 1200, ARTICLE_CONVNET[:1], PlanError, "lower the target"),
    ],
)
def test_impossible_proposal_is_an_error_with_a_reason(
    target: float, steps: int, kernels: tuple[Kernel, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        propose(target, steps, kernels)


def test_a_target_below_the_zeros_of_the_network_is_refused() -> None:
    with pytest.raises(PlanError, match="raise the target"):
        propose(0.5, 1200, zeros=0.8)
