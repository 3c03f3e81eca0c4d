"""Damaged and forged .npz files are refused with a message, never with a traceback."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pruning_core.data.bundled_digits import ARRAYS as DIGITS_ARRAYS
from pruning_core.data.bundled_digits import FILE as DIGITS_FILE
from pruning_core.data.digits.convert import npz_bytes
from pruning_core.data.npz import read_npz
from pruning_core.errors import DatasetError

VALID_HEADER = "{'descr': '|u1', 'fortran_order': False, 'shape': (1797, 8, 8), }\n"
VALID_CONTENT = DIGITS_FILE.read_bytes()
with np.load(DIGITS_FILE, allow_pickle=False) as digits:
    IMAGES, LABELS = digits["images"], digits["labels"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("npz") / "file.npz"


def npz_of(**arrays: NDArray[Any]) -> bytes:
    content = io.BytesIO()
    np.savez(content, allow_pickle=True, **arrays)
    return content.getvalue()


def zip_of(entry: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        archive.writestr("images.npy", entry)
    return content.getvalue()


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode("latin1")


def error_of_reading(file: Path, content: bytes) -> str:
    file.write_bytes(content)
    with pytest.raises(DatasetError) as error_info:
        read_npz(file, DIGITS_ARRAYS)
    assert str(file) in str(error_info.value)
    assert "\n" not in str(error_info.value)
    return str(error_info.value)


@pytest.mark.parametrize("save", [npz_of, lambda **arrays: npz_bytes(arrays)])
@pytest.mark.parametrize("set_order", [np.ascontiguousarray, np.asfortranarray])
def test_correct_arrays_are_read_in_c_order_and_in_fortran_order(
    file: Path, save: Callable[..., bytes], set_order: Callable[..., NDArray[np.uint8]]
) -> None:
    file.write_bytes(save(images=set_order(IMAGES), labels=LABELS, more=LABELS))
    arrays = read_npz(file, DIGITS_ARRAYS)
    np.testing.assert_array_equal(arrays["images"], IMAGES)
    np.testing.assert_array_equal(arrays["labels"], LABELS)
    assert not arrays["images"].flags.writeable


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "damaged or not an .npz file"),
        (b"not a zip" * 1000, "damaged or not an .npz file"),
        (VALID_CONTENT[: len(VALID_CONTENT) // 2], "damaged or not an .npz file"),
        (VALID_CONTENT[:-10], "damaged or not an .npz file"),
        (npz_of(labels=LABELS), "no array images"),
        (npz_of(images=IMAGES), "no array labels"),
        (npz_of(images=IMAGES[:-1], labels=LABELS), "got |u1 (1796, 8, 8)"),
        (npz_of(images=IMAGES.astype(np.float64), labels=LABELS), "got <f8 (1797, 8, 8)"),
        (npz_of(images=IMAGES.astype(object), labels=LABELS), "got |O (1797, 8, 8)"),
        (npz_of(images=IMAGES[::-1], labels=LABELS), "not the right values"),
        (npz_of(images=IMAGES, labels=LABELS ^ 1), "labels has the right shape, but not"),
        (npz_of(images=np.zeros(9, "u1,f4")), "not a plain array"),
        (zip_of(b""), "not a plain array"),
        (zip_of(b"\x93NUMPY\x02\x00\x00"), "not a plain array"),
        (zip_of(b"\x93NUMPY\x02\x00" + header(VALID_HEADER)[8:]), "not a plain array"),
        (zip_of(header("{")), "not a plain array"),
        (zip_of(header("(" * 9000)), "not a plain array"),
        (zip_of(header(" " * 60_000)), "not a plain array"),
        (zip_of(header(VALID_HEADER)), "must have 115008 bytes"),
    ],
)
def test_error_message_describes_the_problem(file: Path, content: bytes, text: str) -> None:
    assert text in error_of_reading(file, content)


@pytest.mark.parametrize("shape", ["(1000000000000000,)", "(1797, 8, 8, 10000000)", "()"])
def test_zip_bomb_is_refused_because_of_its_header(file: Path, shape: str) -> None:
    false_header = header(VALID_HEADER.replace("(1797, 8, 8)", shape))
    assert "images must be |u1" in error_of_reading(file, zip_of(false_header + bytes(10**7)))


def test_array_that_is_too_long_is_refused_without_unpacking_the_whole_array(
    file: Path,
) -> None:
    content = zip_of(header(VALID_HEADER) + bytes(10**8))
    tracemalloc.start()
    try:
        assert "must have 115008 bytes" in error_of_reading(file, content)
        _current, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * 10**6


@given(st.data())
def test_file_with_one_changed_byte_is_refused_or_read_correctly(
    file: Path, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(VALID_CONTENT) - 1))
    value = data.draw(st.integers(0, 255))
    content = bytearray(VALID_CONTENT)
    content[position] = value
    assert_refused_or_read_correctly(file, bytes(content))


@given(st.data())
def test_file_with_a_damaged_zip_directory_is_refused_or_read_correctly(
    file: Path, data: st.DataObject
) -> None:
    content = bytearray(VALID_CONTENT)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(len(VALID_CONTENT) - 140, len(VALID_CONTENT) - 1))] = (
            data.draw(st.integers(0, 255))
        )
    assert_refused_or_read_correctly(file, bytes(content))


@given(st.integers(0, len(VALID_CONTENT) - 1))
def test_truncated_file_is_refused(file: Path, length: int) -> None:
    error_of_reading(file, VALID_CONTENT[:length])


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=100).map(zip_of)))
def test_random_bytes_are_refused(file: Path, content: bytes) -> None:
    error_of_reading(file, content)


@given(st.text(max_size=200).filter(lambda text: text.isascii()))
def test_random_header_is_refused(file: Path, text: str) -> None:
    error_of_reading(file, zip_of(header(text)))


def assert_refused_or_read_correctly(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        arrays = read_npz(file, DIGITS_ARRAYS)
    except DatasetError as error:
        assert str(file) in str(error)
    else:
        np.testing.assert_array_equal(arrays["images"], IMAGES)
        np.testing.assert_array_equal(arrays["labels"], LABELS)


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_content_is_refused_for_every_compression(file: Path, compression: int) -> None:
    content = bytearray(zip_of(header(VALID_HEADER) + IMAGES.tobytes(), compression))
    content[60:120] = b"\xff" * 60
    error_of_reading(file, bytes(content))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("header_offset", 2**64 - 1),
        ("header_offset", 10**6),
        ("compress_size", 2**40),
        ("file_size", 2**60),
        ("compress_type", 77),
        ("flag_bits", 1),
    ],
)
def test_entry_that_contradicts_the_zip_directory_is_refused(
    file: Path, field: str, value: int
) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images.npy", header(VALID_HEADER) + IMAGES.tobytes()[:5000])
        # The directory is written when the archive is closed.
        setattr(archive.filelist[0], field, value)
    assert str(file) in error_of_reading(file, content.getvalue())


def test_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        read_npz(tmp_path, DIGITS_ARRAYS)
