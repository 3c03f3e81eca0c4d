"""Named shapes: their curves equal their formulas, end at the target, and refuse bad arguments."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pruning_core import KeyframeSchedule, schedule_from_config, update_steps
from pruning_core.checks import LARGEST_STEP
from pruning_core.errors import ScheduleError
from pruning_core.schedules.keyframe import MAX_KEYFRAMES
from pruning_core.schedules.shapes import SHAPES, cyclic, one_shot
from tests.strategies import sparsities

TOLERANCE = 0.002
GRADUAL = [name for name in SHAPES if name != "one_shot"]
Formula = Callable[[float, float, NDArray[np.float64]], NDArray[np.float64]]
FORMULAS: dict[str, Formula] = {
    "linear": lambda initial, final, p: initial + (final - initial) * p,
    "cosine": lambda initial, final, p: (
        (initial + final) / 2 - (final - initial) / 2 * np.cos(np.pi * p)
    ),
    "exponential": lambda initial, final, p: 1 - (1 - initial) ** (1 - p) * (1 - final) ** p,
}


def formula_of_cycles(
    steps: NDArray[np.int64], *, initial: float, final: float, length: int, frequency: int
) -> NDArray[np.float64]:
    """The formula of a cyclic shape that begins at step 0 and has cycles of equal length."""
    cycle = np.maximum(steps - frequency, 0) // length
    start = np.where(cycle == 0, 0, cycle * length + frequency)
    low = np.where(cycle == 0, initial, (initial + final) / 2)
    q = np.clip((steps - start) / ((cycle + 1) * length - start), 0, 1)
    return low + (final - low) * (3 * q**2 - 2 * q**3)


@pytest.mark.parametrize("name", FORMULAS)
@given(
    initial=sparsities(),
    final=sparsities(),
    begin=st.integers(0, 10**6),
    span=st.one_of(st.integers(100, 2000), st.integers(100, 10**6)),
)
def test_curve_is_close_to_its_formula(
    name: str, initial: float, final: float, begin: int, span: int
) -> None:
    schedule = SHAPES[name](
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=begin,
        end_step=begin + span,
    )
    steps_after_begin = np.unique(np.linspace(0, span, 2000).astype(np.int64))
    expected = FORMULAS[name](initial, final, steps_after_begin / span)
    np.testing.assert_allclose(
        schedule.sparsity(begin + steps_after_begin), expected, rtol=0, atol=TOLERANCE
    )


@given(
    initial=sparsities(),
    final=sparsities(),
    cycles=st.integers(1, 31),
    updates=st.integers(2, 50),
    frequency=st.integers(1, 200),
)
def test_cycles_equal_their_formula(
    initial: float, final: float, cycles: int, updates: int, frequency: int
) -> None:
    length = updates * frequency
    schedule = cyclic(
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=0,
        end_step=cycles * length,
        frequency=frequency,
        cycles=cycles,
    )
    steps = np.unique(np.linspace(0, cycles * length, 2000).astype(np.int64))
    expected = formula_of_cycles(
        steps, initial=initial, final=final, length=length, frequency=frequency
    )
    np.testing.assert_allclose(schedule.sparsity(steps), expected, rtol=0, atol=1e-6)


def test_each_cycle_ends_at_the_target_and_the_next_cycle_begins_at_half_the_target() -> None:
    schedule = cyclic(final_sparsity=0.8, begin_step=0, end_step=1000, cycles=3)
    at_updates = schedule.sparsity(update_steps(schedule, 1000))
    expected = [0.207, 0.593, 0.8, 0.4, 0.6, 0.8, 0.4, 0.504, 0.696, 0.8]
    np.testing.assert_allclose(at_updates, expected, atol=5e-4)


@st.composite
def step_ranges(draw: st.DrawFn) -> dict[str, int]:
    """Ranges of steps whose length is a multiple of their frequency. Some are short."""
    frequency = draw(st.integers(1, 10**6))
    begin_step = draw(st.integers(0, 10**9))
    updates = draw(st.integers(6, 10**6))
    return {
        "begin_step": begin_step,
        "end_step": begin_step + updates * frequency,
        "frequency": frequency,
    }


@pytest.mark.parametrize("name", GRADUAL)
@given(initial=sparsities(), final=sparsities(), step_range=step_ranges())
def test_last_update_reaches_the_final_sparsity(
    name: str, initial: float, final: float, step_range: dict[str, int]
) -> None:
    schedule = SHAPES[name](initial_sparsity=initial, final_sparsity=final, **step_range)
    assert schedule.end_sparsity == final
    end = step_range["end_step"]
    assert schedule.should_prune([end])[0]
    assert schedule.sparsity([end])[0] == np.float32(final)


@pytest.mark.parametrize("name", GRADUAL)
@given(
    initial=sparsities(),
    final=sparsities(),
    begin=st.integers(0, LARGEST_STEP // 2),
    span=st.one_of(st.integers(6, 99), st.integers(6, LARGEST_STEP // 2)),
)
def test_every_range_of_steps_has_few_keyframes_and_all_are_inside(
    name: str, initial: float, final: float, begin: int, span: int
) -> None:
    schedule: KeyframeSchedule = SHAPES[name](
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=begin,
        end_step=begin + span,
        frequency=1,
    )
    points = schedule.keyframes
    assert len(points) <= MAX_KEYFRAMES // 2 + 1
    assert (points[0].step, points[0].sparsity) == (begin, initial)
    assert (points[-1].step, points[-1].sparsity) == (begin + span, final)
    low, high = min(initial, final), max(initial, final)
    assert all(low <= point.sparsity <= high for point in points)
    assert schedule_from_config(schedule.get_config()) == schedule


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("span", range(1, 6))
def test_short_range_of_steps_has_a_keyframe_at_every_step(name: str, span: int) -> None:
    schedule = SHAPES[name](final_sparsity=0.9, begin_step=3, end_step=3 + span, frequency=1)
    expected = FORMULAS[name](0.0, 0.9, np.arange(span + 1) / span)
    np.testing.assert_allclose(schedule.sparsity(np.arange(3, 4 + span)), expected, atol=2e-6)


@given(sparsities(), st.integers(1, LARGEST_STEP))
def test_one_shot_prunes_once(final: float, step: int) -> None:
    schedule = one_shot(final_sparsity=final, step=step)
    steps = [
        number for number in (0, step - 1, step, step + 1, LARGEST_STEP) if number <= LARGEST_STEP
    ]
    assert schedule.should_prune(steps).tolist() == [number == step for number in steps]
    np.testing.assert_array_equal(
        schedule.sparsity(steps), [np.float32(final) if number >= step else 0 for number in steps]
    )


VALID_ARGUMENTS: dict[str, Any] = {"final_sparsity": 0.5, "begin_step": 0, "end_step": 600}


@pytest.mark.parametrize("name", GRADUAL)
@pytest.mark.parametrize(
    ("field", "changes", "message"),
    [
        ("end_step", {"end_step": 0}, "greater than begin_step"),
        ("end_step", {"end_step": -1}, "greater than begin_step"),
        ("end_step", {"begin_step": 700}, "not be before begin_step"),
        ("end_step", {"end_step": 600.0}, "without a decimal point"),
        ("begin_step", {"begin_step": None}, "whole number"),
        ("frequency", {"frequency": 0}, "at least 1"),
        ("initial_sparsity", {"initial_sparsity": -0.1}, "at least 0"),
        ("initial_sparsity", {"initial_sparsity": float("nan")}, "finite"),
        ("final_sparsity", {"final_sparsity": 50}, "for 50 % write 0.5"),
        ("final_sparsity", {"final_sparsity": "half"}, "must be a number"),
    ],
)
def test_invalid_argument_of_a_shape_is_refused_by_its_name(
    name: str, field: str, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScheduleError, match=message) as error_info:
        SHAPES[name](**VALID_ARGUMENTS | changes)
    assert error_info.value.field == field


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cycles": 0}, "at least 1"),
        ({"cycles": 32}, "at most 31"),
        ({"cycles": 2.0}, "without a decimal point"),
        ({"cycles": 4}, "cycles=4 and 6 updates: lower cycles or frequency"),
        ({"frequency": 101}, "two updates each, got cycles=3 and 5 updates"),
    ],
)
def test_more_cycles_than_the_updates_allow_are_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScheduleError, match=message) as error_info:
        cyclic(**VALID_ARGUMENTS | changes)
    assert error_info.value.field == "cycles"


@pytest.mark.parametrize(
    ("step", "message"), [(0, "at least 1"), (2.5, "decimal"), (None, "whole")]
)
def test_one_shot_before_the_first_step_is_refused(step: int, message: str) -> None:
    with pytest.raises(ScheduleError, match=message) as error_info:
        one_shot(final_sparsity=0.5, step=step)
    assert error_info.value.field == "step"
