"""Each cell of a mask's picture has the fraction of kept weights in its part of the kernel."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.runs.events.parts import MaskPicture
from pruning_core.training.measuring.pictures import MAX_CELLS, input_channels, mask_picture
from tests.strategies import masks_of_shape


def levels_of(picture: MaskPicture) -> NDArray[np.uint8]:
    """The levels of a picture's cells."""
    levels = np.frombuffer(base64.b64decode(picture.levels), np.uint8)
    return levels.reshape(picture.tiles, picture.rows, picture.columns)


@given(st.data(), st.tuples(*[st.integers(1, 4)] * 4))
def test_picture_of_a_convolution_has_a_tile_for_each_output(
    data: st.DataObject, shape: tuple[int, int, int, int]
) -> None:
    mask = data.draw(masks_of_shape(shape))
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
    mask = data.draw(masks_of_shape(kernel.shape))
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
