"""The numbers of a readout agree with the applied sparsity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pruning_core import (
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    applied_sparsity,
    update_steps,
)
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.readout import MAX_UPDATES, read_out, selected_updates
from pruning_core.schedules.keyframe import Keyframe, Segment
from tests.strategies import schedules


@given(schedule=schedules(), total=st.integers(1, 3_000))
def test_mean_jump_and_kept_weights_agree_with_the_applied_sparsity(
    schedule: Schedule, total: int
) -> None:
    readout = read_out(schedule, total, ARTICLE_CONVNET)
    staircase = applied_sparsity(schedule, total).astype(np.float64)
    assert readout.mean_applied == pytest.approx(staircase.mean(), abs=1e-9)
    assert readout.largest_jump == max(0.0, np.diff(staircase, prepend=0.0).max())
    for kernel, kept in zip(ARTICLE_CONVNET, readout.kept, strict=True):
        final = applied_sparsity(schedule, total, kernel.n_weights)[-1]
        assert np.float32((kernel.n_weights - kept) / kernel.n_weights) == final


@pytest.mark.parametrize("power", [0.5, 3, 1e6])
def test_mean_and_jump_from_some_updates_equal_the_numbers_from_all_updates(power: float) -> None:
    total = 3 * MAX_UPDATES
    decay = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=0.9,
        begin_step=total // 3,
        end_step=total,
        frequency=1,
        power=power,
    )
    updates = update_steps(decay, total)
    selected = selected_updates(decay, update_range(decay, total))
    levels = decay.sparsity(updates) if power in {0.5, 3} else steep_levels(decay, updates)
    readout = read_out(decay, total)
    mean = levels.mean(dtype=np.float64) * updates.size / total
    assert selected.size < MAX_UPDATES
    assert readout.mean_applied == pytest.approx(mean, abs=1e-8)
    assert readout.largest_jump == pytest.approx(np.diff(levels, prepend=0).max(), abs=1e-6)


def steep_levels(decay: PolynomialDecay, updates: NDArray[np.int64]) -> NDArray[np.float32]:
    """The levels of a decay whose curve is flat after 100,000 updates. Computing all of them takes long."""
    levels = np.full(updates.shape, decay.final_sparsity, np.float32)
    levels[:100_000] = decay.sparsity(updates[:100_000])
    return levels


def test_numbers_of_the_longest_plan_are_computed_from_a_few_updates() -> None:
    total = 2**31 - 1
    hold = KeyframeSchedule(
        keyframes=[
            Keyframe(step=0, sparsity=0.0, segment=Segment.HOLD),
            Keyframe(step=total // 2, sparsity=0.5),
        ],
        begin_step=0,
        frequency=1,
    )
    readout = read_out(hold, total, ARTICLE_CONVNET[:1])
    assert readout.mean_applied == pytest.approx(0.25, abs=1e-8)
    assert (readout.largest_jump, readout.kept) == (0.5, (144,))
