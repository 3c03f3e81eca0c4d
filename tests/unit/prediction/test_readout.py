"""The numbers of a readout agree with the applied sparsity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import KeyframeSchedule, PolynomialDecay, Schedule, applied_sparsity
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.readout import MAX_UPDATES, read_out
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


def test_mean_and_jump_from_some_updates_are_close_to_the_numbers_from_all_updates() -> None:
    total = 3 * MAX_UPDATES
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.9, begin_step=total // 3, end_step=total, frequency=1
    )
    readout, staircase = read_out(decay, total), applied_sparsity(decay, total)
    assert readout.mean_applied == pytest.approx(staircase.mean(dtype=np.float64), abs=1e-6)
    assert readout.largest_jump == pytest.approx(np.diff(staircase).max(), abs=1e-6)


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
    assert readout.mean_applied == pytest.approx(0.25, abs=1e-5)
    assert (readout.largest_jump, readout.kept) == (0.5, (144,))
