"""The charts and pictures of a report: pictures have every level, lines keep their extremes, ticks are round."""

import base64
from io import BytesIO

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pruning_core.exports.report.line_chart import MAX_SPANS, thin_points, ticks
from pruning_core.exports.report.mask_image import CELL, GAP, mask_image
from pruning_core.runs.events.parts import MaskPicture


@given(
    tiles=st.integers(1, 64), rows=st.integers(1, 40), columns=st.integers(1, 40), data=st.data()
)
def test_picture_of_a_mask_has_every_level(
    tiles: int, rows: int, columns: int, data: st.DataObject
) -> None:
    size = tiles * rows * columns
    seed = data.draw(st.integers(0, 99))
    levels = np.random.default_rng(seed).integers(0, 256, size, np.uint8)
    picture = MaskPicture(
        layer="dense",
        tiles=tiles,
        rows=rows,
        columns=columns,
        levels=base64.b64encode(levels.tobytes()).decode(),
    )
    address = mask_image(picture)
    png = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    with Image.open(BytesIO(png)) as image:
        image.load()
        assert image.mode == "L"
        pixels = np.asarray(image)
    n_rows, n_columns = (columns, rows) if tiles == 1 and rows > 3 * columns else (rows, columns)
    cells = [
        pixels[
            top + CELL // 2 : top + n_rows * CELL : CELL,
            left + CELL // 2 : left + n_columns * CELL : CELL,
        ]
        for top in range(0, pixels.shape[0], n_rows * CELL + GAP)
        for left in range(0, pixels.shape[1], n_columns * CELL + GAP)
    ]
    expected = 255 - levels.reshape(tiles, rows, columns)
    if (n_rows, n_columns) != (rows, columns):
        expected = expected.transpose(0, 2, 1)
    np.testing.assert_array_equal(cells, expected)


@given(lowest=st.floats(-1e6, 1e6), span=st.floats(1e-6, 1e9))
def test_ticks_are_few_and_round_and_within_the_axis(lowest: float, span: float) -> None:
    tick_values = ticks(lowest, lowest + span)
    assert 2 <= len(tick_values) <= 7
    tolerance = 1e-6 * (span + abs(lowest))
    assert all(lowest - tolerance <= tick <= lowest + span + tolerance for tick in tick_values)


@given(size=st.integers(1, 20_000), seed=st.integers(0, 99), unknown_share=st.floats(0, 1))
@settings(max_examples=30)
def test_thinned_line_keeps_its_ends_and_its_extremes(
    size: int, seed: int, unknown_share: float
) -> None:
    generator = np.random.default_rng(seed)
    is_known = generator.random(size) >= unknown_share
    heights = generator.normal(size=size)
    points = [
        (step, float(height) if has_height else None)
        for step, (height, has_height) in enumerate(zip(heights, is_known, strict=True))
    ]
    thinned_points = thin_points(points)
    assert len(thinned_points) <= 4 * MAX_SPANS
    assert (thinned_points[0], thinned_points[-1]) == (points[0], points[-1])
    assert set(thinned_points) <= set(points)
    thinned_heights = [height for _, height in thinned_points if height is not None]
    if is_known.any():
        assert (min(thinned_heights), max(thinned_heights)) == (
            heights[is_known].min(),
            heights[is_known].max(),
        )
