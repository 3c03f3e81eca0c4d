"""Small grey pictures as PNG files or as `data:` addresses, which need no request to the server."""

from base64 import b64encode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray


def png_address(image: NDArray[np.uint8]) -> str:
    """A grey image, uint8 (rows, columns), as a data: address of a PNG.

    >>> png_address(np.zeros((28, 28), np.uint8))[:22]
    'data:image/png;base64,'
    """
    return "data:image/png;base64," + b64encode(png(image)).decode()


def png(image: NDArray[np.uint8]) -> bytes:
    """A grey image, uint8 (rows, columns), as a PNG file.

    >>> png(np.zeros((28, 28), np.uint8))[1:4]
    b'PNG'
    """
    # Imported here, because few pages show pictures and Pillow takes time to load.
    from PIL import Image  # noqa: PLC0415

    file = BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(file, "PNG", optimize=True)
    return file.getvalue()
