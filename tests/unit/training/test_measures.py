"""Measured numbers equal numbers that are counted weight by weight. Pictures show the masks."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from pruning_core import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.masks import mask_sparsity
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.parts import MaskPicture
from pruning_core.training.measuring.expectations import (
    MAX_PICTURES,
    Expectations,
    steps_with_picture,
)
from pruning_core.training.measuring.measures import (
    BINS,
    count_kept_weights,
    drift,
    magnitudes,
    pack_mask,
    turnover,
)
from pruning_core.training.measuring.pictures import MAX_CELLS, input_channels, mask_picture
from tests.strategies import sparsities

sizes = st.integers(1, 300)
weight_arrays = arrays.arrays(
    np.float32, sizes, elements=st.floats(-(2.0**99), 2.0**99, width=32, allow_subnormal=False)
)


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


def masks_like(shape: tuple[int, ...]) -> st.SearchStrategy[NDArray[np.float32]]:
    """Random masks of a shape."""
    return arrays.arrays(np.bool_, shape).map(lambda mask: mask.astype(np.float32))


def levels_of(picture: MaskPicture) -> NDArray[np.uint8]:
    """The levels of a picture's cells."""
    levels = np.frombuffer(base64.b64decode(picture.levels), np.uint8)
    return levels.reshape(picture.tiles, picture.rows, picture.columns)


@given(sizes.flatmap(lambda size: st.tuples(masks_like((size,)), masks_like((size,)))))
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
    mask = data.draw(masks_like(weights.shape))
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


@given(st.data(), st.tuples(*[st.integers(1, 4)] * 4))
def test_picture_of_a_convolution_has_a_tile_for_each_output(
    data: st.DataObject, shape: tuple[int, int, int, int]
) -> None:
    mask = data.draw(masks_like(shape))
    levels = levels_of(mask_picture(Kernel(layer="conv2d", shape=shape), mask, channels=1))
    height, width, inputs, outputs = shape
    assert levels.shape == (outputs, height, width)
    for tile, row, column in np.ndindex(levels.shape):
        share = sum(mask[row, column, :, tile]) / inputs
        assert abs(float(levels[tile, row, column]) - 255 * share) <= 0.51


@given(st.data(), st.integers(1, 4), st.integers(1, 3), st.integers(1, 4))
def test_picture_of_a_dense_kernel_has_the_shape_of_its_input_pictures(
    data: st.DataObject, side: int, channels: int, outputs: int
) -> None:
    kernel = Kernel(layer="dense", shape=(side * side * channels, outputs))
    mask = data.draw(masks_like(kernel.shape))
    levels = levels_of(mask_picture(kernel, mask, channels=channels))
    assert levels.shape == (channels, side, side)
    for tile, row, column in np.ndindex(levels.shape):
        share = sum(mask[(row * side + column) * channels + tile]) / outputs
        assert abs(float(levels[tile, row, column]) - 255 * share) <= 0.51


def test_pictures_of_the_convnet_have_the_shapes_of_its_kernels_and_inputs() -> None:
    channels = [input_channels(ARTICLE_CONVNET, kernel.layer) for kernel in ARTICLE_CONVNET]
    pictures = [
        mask_picture(kernel, np.ones(kernel.shape, np.float32), channels=count)
        for kernel, count in zip(ARTICLE_CONVNET, channels, strict=True)
    ]
    shapes = [(picture.tiles, picture.rows, picture.columns) for picture in pictures]
    assert shapes == [(32, 3, 3), (64, 3, 3), (64, 5, 5), (1, 256, 10)]


def test_picture_of_a_first_dense_layer_is_an_image() -> None:
    kernel = Kernel(layer="dense", shape=(784, 300))
    mask = np.zeros(kernel.shape, np.float32)
    mask[28 * 3 + 5] = 1
    channels = input_channels([kernel], kernel.layer)
    levels = levels_of(mask_picture(kernel, mask, channels=channels))
    assert levels.shape == (1, 28, 28)
    assert np.argwhere(levels == 255).tolist() == [[0, 3, 5]]


@given(st.integers(1, 400), st.integers(1, 400), st.integers(0, 10))
def test_large_picture_has_averages_in_fewer_cells_and_keeps_its_mean(
    inputs: int, outputs: int, seed: int
) -> None:
    kernel = Kernel(layer="dense", shape=(inputs, outputs))
    mask = (np.random.default_rng(seed).random(kernel.shape) < 0.3).astype(np.float32)
    levels = levels_of(mask_picture(kernel, mask))
    if kernel.n_weights <= MAX_CELLS:
        assert np.array_equal(levels[0], 255 * mask.astype(np.uint8))
        return
    assert levels.shape == (1, min(inputs, 64), min(outputs, 64))
    rows = np.diff(np.arange(levels.shape[1] + 1) * inputs // levels.shape[1])
    columns = np.diff(np.arange(levels.shape[2] + 1) * outputs // levels.shape[2])
    n_kept = (levels[0] / 255 * rows[:, np.newaxis] * columns).sum()
    assert n_kept == pytest.approx(mask.sum(), abs=kernel.n_weights * 0.6 / 255)


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
