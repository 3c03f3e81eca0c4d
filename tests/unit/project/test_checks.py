"""The shared checks accept the right values, refuse all other values, and have short messages."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.checks import check_number, check_whole, quoted
from pruning_core.errors import FieldError

any_value = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.fractions(),
    st.text(),
    st.binary(),
    st.lists(st.integers()),
    st.integers(4000, 6000).map(lambda digits: 10**digits),
    st.integers(4000, 6000).map(lambda digits: -(10**digits)),
)


@given(any_value)
def test_whole_number_in_range_is_returned_and_any_other_value_is_refused(value: object) -> None:
    is_valid = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100
    if is_valid:
        assert check_whole("count", value, least=1, most=100, error=FieldError) == value
    else:
        with pytest.raises(FieldError) as error_info:
            check_whole("count", value, least=1, most=100, error=FieldError)
        assert_short_and_names_field(error_info.value, "count")


@given(any_value)
def test_finite_number_is_returned_as_a_float_and_any_other_value_is_refused(value: object) -> None:
    try:
        number = check_number("power", value, error=FieldError)
    except FieldError as error:
        assert_short_and_names_field(error, "power")
        assert not is_finite_number(value)
    else:
        assert type(number) is float
        assert isinstance(value, int | float | Fraction)
        assert number == float(value)
        assert is_finite_number(value)


def is_finite_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def assert_short_and_names_field(error: FieldError, field: str) -> None:
    assert error.field == field
    assert str(error).startswith(f"{field} must be ")
    assert len(str(error)) < 160


@pytest.mark.parametrize("value", [np.int32(7), np.uint8(7), np.int64(7)])
def test_numpy_integers_become_python_integers(value: np.integer) -> None:
    assert type(check_whole("count", value, least=1, error=FieldError)) is int


@pytest.mark.parametrize("value", [np.float32(0.5), np.float64(0.5), np.float16(0.5)])
def test_numpy_floats_become_python_floats(value: np.floating) -> None:
    assert type(check_number("power", value, error=FieldError)) is float


@given(any_value)
def test_quoted_value_has_at_most_40_characters(value: object) -> None:
    assert len(quoted(value)) <= 40


@given(st.text())
def test_quoted_value_is_one_line_that_can_be_encoded(value: str) -> None:
    assert quoted(value).isprintable()
    quoted(value).encode()


def test_value_without_a_repr_is_described_by_its_type() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    assert quoted(nested) == "a value of type list"
    assert quoted(10**5000) == "a value of type int"
    assert quoted({"begin_step": -(10**5000)}) == "a value of type dict"
    assert quoted(10**41) == "1" + "0" * 38 + "…"
