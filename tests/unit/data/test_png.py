"""A picture in a PNG file has the pixels of its image."""

from io import BytesIO

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pruning_core.data.png import png


@given(shape=st.tuples(st.integers(1, 40), st.integers(1, 40)), seed=st.integers(0, 9))
def test_png_has_the_pixels_of_its_image(shape: tuple[int, int], seed: int) -> None:
    image = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    assert np.array_equal(np.asarray(Image.open(BytesIO(png(image)))), image)
