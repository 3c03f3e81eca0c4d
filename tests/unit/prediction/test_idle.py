"""Updates after which every kernel keeps as many weights as before are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Schedule, kept_weights, update_steps
from pruning_core.kernels import Kernel
from pruning_core.prediction.idle import (
    compare_all,
    count_by_halves,
    count_idle_updates,
    is_monotone_between_bends,
)
from pruning_core.prediction.masks import update_range
from tests.unit.diagnosis.schedules import constant, decay, short_schedules


@given(
    short_schedules(), st.integers(1, 400), st.lists(st.integers(1, 3_000), min_size=1, max_size=4)
)
def test_update_is_idle_if_every_kernel_keeps_as_many_weights_as_before(
    schedule: Schedule, total_steps: int, sizes: list[int]
) -> None:
    kernels = [Kernel(layer="dense", shape=(size,)) for size in sizes]
    before, n_idle = sizes, 0
    for step in update_steps(schedule, total_steps).tolist():
        kept = [kept_weights(schedule, step, size) for size in sizes]
        n_idle += kept == before
        before = kept
    assert count_idle_updates(schedule, total_steps, kernels) == n_idle


@given(
    short_schedules(), st.integers(1, 400), st.lists(st.integers(1, 3_000), min_size=1, max_size=4)
)
def test_count_from_few_updates_equals_the_count_from_all_updates(
    schedule: Schedule, total_steps: int, sizes: list[int]
) -> None:
    updates = update_range(schedule, total_steps)
    n_idle = compare_all(schedule, updates, sizes)
    expected = n_idle if is_monotone_between_bends(schedule) else None
    assert count_by_halves(schedule, updates, sizes) == expected


def test_idle_updates_of_the_longest_training_are_counted() -> None:
    last_step = 2**31 - 1
    kernels = [Kernel(layer="dense", shape=(1_000,))]
    rising = decay(begin_step=0, end_step=last_step, frequency=1)
    # The kept weights go from 1,000 to 200, one weight at a time.
    assert count_idle_updates(rising, last_step, kernels) == last_step - 800
    assert count_idle_updates(constant(frequency=1), last_step, kernels) == last_step - 100


@pytest.mark.parametrize(
    ("schedule", "kernels"),
    [
        (decay(), ()),
        (decay(end_step=2**31 - 1, frequency=1, power=1.5), (Kernel(layer="dense", shape=(9,)),)),
        (decay(end_step=2**31 - 1, frequency=1), (Kernel(layer="dense", shape=(10**9,)),)),
    ],
)
def test_idle_updates_are_not_counted_without_kernels_or_if_very_many_updates_must_be_compared(
    schedule: Schedule, kernels: tuple[Kernel, ...]
) -> None:
    assert count_idle_updates(schedule, 2**31 - 1, kernels) is None
