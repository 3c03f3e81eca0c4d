"""Writes TensorBoard's event files, without TensorFlow and without TensorBoard.

Sources: tensorboard/compat/proto (event, summary, tensor, tensor_shape) and
tensorflow/core/lib/io/record_writer (the frame of a record).
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

VARINT, FIXED64, BYTES = 0, 1, 2
"""Wire types of a field."""
CONTINUATION_BIT = 0x80
FLOAT, DOUBLE = 1, 2
"""Types of a tensor's elements."""
SCALAR_CLASS, TENSOR_CLASS = 1, 2
CASTAGNOLI = 0x82F63B78
MASK_DELTA = 0xA282EAD8


@dataclass(frozen=True, kw_only=True, slots=True)
class Scalar:
    """A number with a tag. TensorBoard stores the number as float32.

    Attributes:
        tag: The name of the curve.
        value: The number.
        description: A sentence that TensorBoard shows beside the curve; may be empty.
    """

    tag: str
    value: float
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Buckets:
    """A histogram with a tag: `counts` in bins of equal width from 0 to `largest`."""

    tag: str
    largest: float
    counts: Sequence[int]


class EventFile:
    """Writes an event file, one record after the other.

    Args:
        sink: The file to write to.
        opened_at: The time of the first record, in seconds since 1970-01-01 UTC. This record contains the
            file format.
    """

    def __init__(self, sink: BinaryIO, *, opened_at: float) -> None:
        self._sink = sink
        self._tags_with_metadata: set[str] = set()
        version = field(3, BYTES, b"brain.Event:2")
        sink.write(record(field(1, FIXED64, struct.pack("<d", opened_at)) + version))

    def write(self, values: Iterable[Scalar | Buckets], *, step: int, at: float) -> None:
        """Add the values of a step; `at` is in seconds since 1970-01-01 UTC."""
        summary = b"".join(field(1, BYTES, self._value(value)) for value in values)
        time = field(1, FIXED64, struct.pack("<d", at))
        self._sink.write(record(time + field(2, VARINT, varint(step)) + field(5, BYTES, summary)))

    def _value(self, value: Scalar | Buckets) -> bytes:
        """A Summary.Value. The first value of each tag names the plugin that shows it."""
        metadata = (
            b"" if value.tag in self._tags_with_metadata else field(9, BYTES, metadata_of(value))
        )
        self._tags_with_metadata.add(value.tag)
        return field(1, BYTES, value.tag.encode()) + metadata + field(8, BYTES, tensor_of(value))


def metadata_of(value: Scalar | Buckets) -> bytes:
    """A SummaryMetadata: the plugin, and the class of the data."""
    scalar = isinstance(value, Scalar)
    plugin = field(1, BYTES, b"scalars" if scalar else b"histograms")
    data_class = SCALAR_CLASS if scalar else TENSOR_CLASS
    description = (
        field(3, BYTES, value.description.encode())
        if isinstance(value, Scalar) and value.description
        else b""
    )
    return field(1, BYTES, plugin) + description + field(4, VARINT, varint(data_class))


def tensor_of(value: Scalar | Buckets) -> bytes:
    """A TensorProto: one float, or a row of left edge, right edge and count for each bin."""
    match value:
        case Scalar():
            return tensor(FLOAT, (), struct.pack("<f", as_float32(value.value)))
        case Buckets():
            width = value.largest / max(1, len(value.counts))
            rows = [
                number
                for index, count in enumerate(value.counts)
                for number in (index * width, (index + 1) * width, float(count))
            ]
            return tensor(DOUBLE, (len(value.counts), 3), struct.pack(f"<{len(rows)}d", *rows))


def tensor(element_type: int, shape: Sequence[int], content: bytes) -> bytes:
    """A TensorProto with its elements as bytes, in C order."""
    dimensions = b"".join(field(2, BYTES, field(1, VARINT, varint(size))) for size in shape)
    head = field(1, VARINT, varint(element_type)) + field(2, BYTES, dimensions)
    return head + field(4, BYTES, content)


def as_float32(value: float) -> float:
    """The number, or an infinity if it is too large for float32.

    >>> as_float32(-1e300)
    -inf
    """
    try:
        struct.pack("<f", value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return value


def field(number: int, wire_type: int, value: bytes) -> bytes:
    r"""A field of a protocol buffer message.

    >>> field(3, BYTES, b"on")
    b'\x1a\x02on'
    """
    length = varint(len(value)) if wire_type == BYTES else b""
    return varint(number << 3 | wire_type) + length + value


def varint(number: int) -> bytes:
    r"""An integer of at least 0, with seven bits in each byte.

    >>> varint(300)
    b'\xac\x02'
    """
    encoded = bytearray()
    while number >= CONTINUATION_BIT:
        encoded.append(number % CONTINUATION_BIT | CONTINUATION_BIT)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def record(data: bytes) -> bytes:
    """The data as a record: the length, its checksum, the data, and the checksum of the data."""
    length = struct.pack("<Q", len(data))
    return length + masked(crc32c(length)) + data + masked(crc32c(data))


def masked(checksum: int) -> bytes:
    """A checksum in the masked form of a record. Source: `Mask` in tensorflow/core/lib/hash/crc32c.h."""
    rotated = (checksum >> 15 | checksum << 17) + MASK_DELTA
    return struct.pack("<I", rotated & 0xFFFFFFFF)


def crc32c(data: bytes) -> int:
    """The CRC-32C of the data (Castagnoli's polynomial).

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum = CRC_TABLE[(checksum ^ byte) & 0xFF] ^ checksum >> 8
    return checksum ^ 0xFFFFFFFF


def crc_of_byte(byte: int) -> int:
    """The entry of `CRC_TABLE` for one byte."""
    for _bit in range(8):
        byte = byte >> 1 ^ (CASTAGNOLI if byte & 1 else 0)
    return byte


CRC_TABLE = tuple(crc_of_byte(byte) for byte in range(256))
