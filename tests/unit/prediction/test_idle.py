"""Updates after which every kernel keeps as many weights as before are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Schedule, kept_weights, update_steps
from pruning_core.kernels import Kernel
from pruning_core.prediction.idle import count_idle_updates
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


@pytest.mark.parametrize(
    ("schedule", "total_steps", "kernels"),
    [
        (decay(), 1200, ()),
        (constant(frequency=1), 2**31 - 1, (Kernel(layer="dense", shape=(9,)),)),
    ],
)
def test_idle_updates_are_not_counted_without_kernels_or_for_very_many_updates(
    schedule: Schedule, total_steps: int, kernels: tuple[Kernel, ...]
) -> None:
    assert count_idle_updates(schedule, total_steps, kernels) is None
