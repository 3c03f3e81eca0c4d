"""Small grey pictures as PNG files, and as addresses that a browser shows without asking the server."""

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY_OF_8_BITS = (8, 0, 0, 0, 0)
"""Bit depth, colour type, and the usual compression, filter and interlacing."""


def png_address(image: NDArray[np.uint8]) -> str:
    """A grey image, uint8 (rows, columns), as a data: address of a PNG.

    >>> png_address(np.zeros((28, 28), np.uint8))[:22]
    'data:image/png;base64,'
    """
    return "data:image/png;base64," + b64encode(png(image)).decode()


def png(image: NDArray[np.uint8]) -> bytes:
    """A grey image, uint8 (rows, columns), as a PNG file.

    Source: Portable Network Graphics (PNG) Specification, W3C, sections 5 and 11; every row starts
    with its filter, 0 for none.
    """
    rows, columns = image.shape
    header = struct.pack(">II5B", columns, rows, *GREY_OF_8_BITS)
    pixels = zlib.compress(np.pad(image, ((0, 0), (1, 0))).tobytes(), 9)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG: its length, kind, data and checksum."""
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
