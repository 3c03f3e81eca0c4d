"""The updates that may keep all weights: they ask for more weights than some mask before them kept."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Schedule, kept_weights
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.ties import may_keep_all_at_end, tied_updates
from tests.strategies import schedules
from tests.unit.diagnosis.schedules import curve, decay, short_schedules

FALL = decay(
    initial_sparsity=0.8, final_sparsity=0.1, begin_step=2, end_step=20, power=1, frequency=2
)


@given(short_schedules(), st.integers(1, 400), st.integers(1, 60_000), st.floats(0.0, 0.95))
def test_an_update_is_tied_if_a_mask_before_it_kept_fewer_weights(
    schedule: Schedule, total_steps: int, n_weights: int, zeros: float
) -> None:
    updates = update_range(schedule, total_steps)
    least = n_weights - round(n_weights * zeros)
    expected = []
    for step in updates:
        kept = kept_weights(schedule, step, n_weights)
        if kept > least:
            expected.append(step)
        least = min(least, kept)
    tied = tied_updates(schedule, updates, n_weights=n_weights, zeros=zeros)
    assert [step for part in tied for step in part] == expected
    is_last_tied = bool(updates) and updates[-1] in expected
    assert may_keep_all_at_end(schedule, updates, [n_weights], zeros=zeros) == (is_last_tied,)


@given(schedules(), st.integers(1, 2**31 - 1), st.floats(0.0, 0.9))
def test_ties_of_any_training_are_few_ranges_of_updates(
    schedule: Schedule, total_steps: int, zeros: float
) -> None:
    updates = update_range(schedule, total_steps)
    tied = tied_updates(schedule, updates, zeros=zeros)
    assert len(tied) <= 65
    for part, following in pairwise(tied):
        assert part.stop < following.start
    assert all(part[0] in updates and part[-1] in updates for part in tied)


def test_only_the_updates_below_an_earlier_sparsity_are_tied() -> None:
    assert tied_updates(FALL, range(2, 21, 2)) == (range(4, 22, 2),)
    hill = curve((0, 0.0), (10, 0.8), (20, 0.2), (40, 1 - 2**-20), begin_step=2, frequency=2)
    assert tied_updates(hill, range(2, 61, 2)) == (range(12, 36, 2),)
    assert tied_updates(decay(), range(100, 1201, 100)) == ()


def test_zeros_before_the_training_tie_until_the_schedule_asks_for_as_many() -> None:
    line = decay(begin_step=0, end_step=100, power=1, frequency=10)
    assert tied_updates(line, range(10, 101, 10), zeros=0.5) == (range(10, 70, 10),)
