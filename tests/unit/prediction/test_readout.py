"""The numbers of a readout agree with the applied sparsity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Schedule, applied_sparsity
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.readout import read_out
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
