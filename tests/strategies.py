"""Hypothesis strategies for schedules, steps and masks."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from pruning_core import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.checks import LARGEST_STEP
from pruning_core.schedules.keyframe import MAX_KEYFRAMES, Keyframe, Segment

EXACT_POWERS = (0, 0.5, 1, 2, 3)
"""The powers that TensorFlow's graph optimizer replaces by products and roots."""
LONG_TRAINING = 10**9


def generators() -> st.SearchStrategy[np.random.Generator]:
    """Generators of uniform random numbers. Hypothesis prefers round numbers, but here the last bits matter."""
    return st.integers(0, 2**32 - 1).map(np.random.default_rng)


def sparsities() -> st.SearchStrategy[float]:
    """Sparsities in [0, 1): round numbers, random numbers, and numbers that float32 rounds to 1."""
    return st.one_of(
        generators().map(lambda generator: float(generator.random())),
        st.sampled_from((0.0, 0.5, 0.875, 0.9, 1 - 2**-53)),
        st.floats(min_value=1e-6, max_value=1.0, exclude_max=True),
    )


def powers() -> st.SearchStrategy[float]:
    """Any powers, and often the powers that TensorFlow computes as products or roots."""
    return st.one_of(st.sampled_from(EXACT_POWERS), st.floats(min_value=0.01, max_value=20.0))


def step_numbers(lowest: int = 0) -> st.SearchStrategy[int]:
    """Step numbers of short and long trainings, up to the largest step that the lab accepts."""
    return st.one_of(
        st.integers(lowest, min(lowest + 10_000, LARGEST_STEP)),
        st.integers(lowest, max(lowest, LONG_TRAINING)),
        st.integers(lowest, LARGEST_STEP),
    )


@st.composite
def constant_schedules(draw: st.DrawFn) -> ConstantSparsity:
    """Constant schedules with and without an end."""
    begin_step = draw(step_numbers())
    return ConstantSparsity(
        target_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(st.one_of(st.just(-1), step_numbers(begin_step))),
        frequency=draw(step_numbers(1)),
    )


@st.composite
def polynomial_schedules(
    draw: st.DrawFn, exponents: st.SearchStrategy[float] | None = None
) -> PolynomialDecay:
    """Rising and falling polynomial schedules."""
    begin_step = draw(step_numbers().filter(lambda step: step < LARGEST_STEP))
    return PolynomialDecay(
        initial_sparsity=draw(sparsities()),
        final_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(step_numbers(begin_step + 1)),
        power=draw(powers() if exponents is None else exponents),
        frequency=draw(step_numbers(1)),
    )


@st.composite
def keyframe_schedules(draw: st.DrawFn) -> KeyframeSchedule:
    """Rising and falling curves with 1 to 64 keyframes, which are close together or far apart."""
    points = draw(
        st.lists(
            st.builds(
                Keyframe,
                step=step_numbers(),
                sparsity=sparsities(),
                segment=st.sampled_from(Segment),
            ),
            min_size=1,
            max_size=draw(st.sampled_from((1, 2, 5, MAX_KEYFRAMES))),
            unique_by=lambda point: point.step,
        )
    )
    begin_step = draw(step_numbers())
    return KeyframeSchedule(
        keyframes=sorted(points, key=lambda point: point.step),
        begin_step=begin_step,
        end_step=draw(st.one_of(st.just(-1), step_numbers(begin_step))),
        frequency=draw(step_numbers(1)),
    )


def schedules() -> st.SearchStrategy[Schedule]:
    """Schedules of every class."""
    return st.one_of(constant_schedules(), polynomial_schedules(), keyframe_schedules())


@st.composite
def steps_of(draw: st.DrawFn, schedule: Schedule) -> list[int]:
    """Steps for the test of a schedule: updates, and steps near and between its ends and its keyframes."""
    begin, end, frequency = schedule.begin_step, schedule.end_step, schedule.frequency
    last = end if end >= 0 else min(LARGEST_STEP, begin + 1000 * frequency)
    generator = draw(generators())
    between = generator.integers(begin, last, size=30, endpoint=True).tolist()
    updates = generator.integers(0, (last - begin) // frequency, size=10, endpoint=True).tolist()
    steps = [0, 1, begin - 1, begin, begin + 1, last - 1, last, last + 1, LARGEST_STEP]
    steps += between + [begin + frequency * update for update in updates]
    if isinstance(schedule, KeyframeSchedule):
        steps += steps_on_curve(schedule, generator)
    return sorted({step for step in steps if 0 <= step <= LARGEST_STEP})


def steps_on_curve(schedule: KeyframeSchedule, generator: np.random.Generator) -> list[int]:
    """Steps next to at most five keyframes, and some steps between each of them and the next keyframe."""
    points = [point.step for point in schedule.keyframes]
    indices = generator.choice(len(points), size=min(5, len(points)), replace=False).tolist()
    steps = [points[index] + offset for index in indices for offset in (-1, 0, 1)]
    for index in indices:
        next_point = points[min(index + 1, len(points) - 1)]
        steps += generator.integers(points[index], next_point, size=5, endpoint=True).tolist()
    return steps


def masks_of_shape(shape: tuple[int, ...]) -> st.SearchStrategy[NDArray[np.float32]]:
    """Random masks of a shape."""
    return arrays.arrays(np.bool_, shape).map(lambda mask: mask.astype(np.float32))
