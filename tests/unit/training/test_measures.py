"""Measured numbers equal numbers that are counted weight by weight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from pruning_core.training.measuring.measures import (
    BINS,
    count_kept_weights,
    drift,
    magnitudes,
    pack_mask,
    turnover,
)
from tests.strategies import masks_of_shape

sizes = st.integers(1, 300)
weight_arrays = arrays.arrays(
    np.float32, sizes, elements=st.floats(-(2.0**99), 2.0**99, width=32, allow_subnormal=False)
)


@given(sizes.flatmap(lambda size: st.tuples(masks_of_shape((size,)), masks_of_shape((size,)))))
def test_weights_are_pruned_or_regrown_if_their_mask_changed(
    masks: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> None:
    before, after = masks
    pruned = sum(1 for old, new in zip(before, after, strict=True) if old and not new)
    regrown = sum(1 for old, new in zip(before, after, strict=True) if new and not old)
    assert turnover(pack_mask(before), pack_mask(after)) == (pruned, regrown)
    assert count_kept_weights(after) - count_kept_weights(before) == regrown - pruned


@given(weight_arrays, st.data())
def test_drift_is_the_largest_magnitude_of_the_masked_weights(
    weights: NDArray[np.float32], data: st.DataObject
) -> None:
    mask = data.draw(masks_of_shape(weights.shape))
    magnitudes_of_masked_weights = [
        abs(float(w)) for w, m in zip(weights, mask, strict=True) if not m
    ]
    assert drift(weights, 1 - mask) == max(magnitudes_of_masked_weights, default=0)


@pytest.mark.parametrize("weights", [[-3, -0.0], [3, 0.0]])
def test_drift_without_movement_is_zero_and_not_minus_zero(weights: list[float]) -> None:
    result = drift(np.array(weights, np.float32), np.array([0, 1], np.float32))
    assert str(result) == "0.0"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite_are_not_measured(value: float) -> None:
    weights = np.array([value, 1], np.float32)
    assert drift(weights, np.array([1, 0], np.float32)) is None
    result = magnitudes("dense", weights)
    assert (result.largest, result.counts) == (None, ())


@given(weight_arrays)
def test_each_weight_is_counted_in_the_bin_of_its_magnitude(weights: NDArray[np.float32]) -> None:
    result = magnitudes("dense", weights)
    assert result.largest == float(np.abs(weights).max())
    width = (result.largest or 1) / BINS
    tolerance = 1e-5 * BINS  # float32 may count a weight near an edge in the next bin
    positions = np.abs(weights.astype(np.float64)) / width
    counts = np.cumsum(result.counts)
    assert counts[-1] == len(weights)
    for edge in range(1, BINS):
        below = (positions < edge - tolerance).sum()
        assert below <= counts[edge - 1] <= (positions < edge + tolerance).sum()
