"""The expected masks are the predicted masks, and a limited number of updates have pictures."""

from hypothesis import given
from hypothesis import strategies as st

from pruning_core import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.masks import mask_sparsity
from pruning_core.runs.config import RunConfig
from pruning_core.training.measuring.expectations import (
    MAX_PICTURES,
    Expectations,
    steps_with_picture,
)
from tests.strategies import sparsities


@st.composite
def short_schedules(draw: st.DrawFn) -> Schedule:
    """Schedules that are about as long as a short training."""
    begin_step, frequency = draw(st.integers(0, 30)), draw(st.integers(1, 20))
    end_step = begin_step + draw(st.integers(1, 60))
    sparsity, other_sparsity = draw(sparsities()), draw(sparsities())
    if draw(st.booleans()):
        return ConstantSparsity(
            target_sparsity=sparsity,
            begin_step=begin_step,
            end_step=draw(st.sampled_from((-1, end_step))),
            frequency=frequency,
        )
    return PolynomialDecay(
        initial_sparsity=sparsity,
        final_sparsity=other_sparsity,
        begin_step=begin_step,
        end_step=end_step,
        power=1,
        frequency=frequency,
    )


@given(short_schedules(), st.integers(10, 60))
def test_expected_masks_have_the_applied_sparsity_after_every_step(
    schedule: Schedule, steps: int
) -> None:
    plan = TrainingPlan(num_examples=10 * steps, batch_size=10, epochs=1)
    expected = Expectations(RunConfig(schedule=schedule, plan=plan, dataset="digits"))
    updates = set(update_steps(schedule, steps).tolist())
    counts = [expected.kept_counts(step) for step in range(1, steps + 1)]
    for index, kernel in enumerate(ARTICLE_CONVNET):
        levels = [float(mask_sparsity(kept[index], kernel.n_weights)) for kept in counts]
        assert levels == applied_sparsity(schedule, steps, kernel.n_weights).tolist()
    assert {step for step in range(1, steps + 1) if expected.has_update(step)} == updates
    assert expected.picture_steps <= updates


@given(st.lists(st.tuples(*[st.integers(1, 2000)] * 3), max_size=4))
def test_limited_number_of_updates_have_pictures_with_the_first_and_the_last(
    spans: list[tuple[int, int, int]],
) -> None:
    updates = {range(start, start + length, gap) for start, length, gap in spans}
    steps = sorted(set().union(*updates))
    result = sorted(steps_with_picture(updates))
    assert set(result) <= set(steps)
    assert len(result) == min(len(steps), MAX_PICTURES)
    if steps:
        assert (result[0], result[-1]) == (steps[0], steps[-1])


def test_dense_run_has_no_expectations() -> None:
    plan = TrainingPlan(num_examples=100, batch_size=10, epochs=1)
    expected = Expectations(RunConfig(schedule=None, plan=plan, dataset="digits"))
    assert expected.kernels == ()
    assert expected.kept_counts(5) == ()
    assert not expected.has_update(5)
    assert not expected.picture_steps


def test_schedule_without_updates_has_no_pictures() -> None:
    late_schedule = ConstantSparsity(target_sparsity=0.5, begin_step=1000)
    plan = TrainingPlan(num_examples=100, batch_size=10, epochs=1)
    expected = Expectations(RunConfig(schedule=late_schedule, plan=plan, dataset="digits"))
    assert not expected.picture_steps
    assert expected.kept_counts(10) == tuple(kernel.n_weights for kernel in ARTICLE_CONVNET)
