"""Small grey pictures as addresses that a browser shows without asking the server."""

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_address(image: NDArray[np.uint8]) -> str:
    """A grey image, uint8 (rows, columns), as a data: address of a PNG.

    >>> png_address(np.zeros((28, 28), np.uint8))[:22]
    'data:image/png;base64,'
    """
    return "data:image/png;base64," + b64encode(png(image)).decode()


def png(image: NDArray[np.uint8]) -> bytes:
    """A grey image as a PNG file of 8 bits a pixel.

    Source: Portable Network Graphics, W3C; every row starts with its filter, 0 for none.
    """
    rows, columns = image.shape
    grey = (8, 0, 0, 0, 0)
    header = struct.pack(">II5B", columns, rows, *grey)
    pixels = zlib.compress(np.pad(image, ((0, 0), (1, 0))).tobytes())
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
