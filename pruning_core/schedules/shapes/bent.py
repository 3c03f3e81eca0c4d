"""Named shapes that bend: a curve becomes up to 32 straight lines between keyframes."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pruning_core.schedules import window
from pruning_core.schedules.keyframe import Keyframe
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.shapes.arguments import check_span, check_sparsities

SEGMENTS = 32
"""Number of straight lines in a bent curve. There are few to drag, and they are within 0.002 of the curve."""
DECIMALS = 6
"""Decimals of a sampled sparsity: enough for the curve, and few characters in a link."""

Floats = NDArray[np.float64]
Curve = Callable[[float, float, Floats], Floats]
"""Computes the sparsity at each progress in [0, 1] from the initial and the final sparsity."""


def cosine(
    *,
    initial_sparsity: float = 0.0,
    final_sparsity: float,
    begin_step: int,
    end_step: int,
    frequency: int = 100,
) -> KeyframeSchedule:
    """Starts and ends gently: s(t) = initial + (final - initial) * (1 - cos(pi * p)) / 2.

    Within 0.002 of the formula for windows of 100 steps and more. Arguments and errors are those
    of `linear`.

    Source: the half wave of cosine annealing (Loshchilov & Hutter 2017, arXiv:1608.03983). The
    `cos` of Intel Neural Compressor is only the first half of this curve, 1 - cos(pi * p / 2),
    and ends steeply.

    >>> cosine(final_sparsity=0.5, begin_step=0, end_step=96, frequency=8).sparsity([0, 48, 96])
    array([0.  , 0.25, 0.5 ], dtype=float32)
    """
    return sample_curve(
        lambda low, high, p: low + (high - low) * (1 - np.cos(np.pi * p)) / 2,
        ends=check_sparsities(initial_sparsity, final_sparsity),
        steps=check_span(begin_step=begin_step, end_step=end_step, frequency=frequency),
    )


def exponential(
    *,
    initial_sparsity: float = 0.0,
    final_sparsity: float,
    begin_step: int,
    end_step: int,
    frequency: int = 100,
) -> KeyframeSchedule:
    """Removes the same fraction of the remaining weights in equal times.

    s(t) = 1 - (1 - initial) * ((1 - final) / (1 - initial)) ** p

    Within 0.002 of the formula for windows of 100 steps and more. Arguments and errors are those
    of `linear`.

    Source: `exp` of Intel Neural Compressor's pruning schedulers, its default.

    >>> schedule = exponential(final_sparsity=0.75, begin_step=0, end_step=200, frequency=20)
    >>> np.round(schedule.sparsity([0, 100, 200]), 2)
    array([0.  , 0.5 , 0.75], dtype=float32)
    """
    return sample_curve(
        lambda low, high, p: 1 - (1 - low) * ((1 - high) / (1 - low)) ** p,
        ends=check_sparsities(initial_sparsity, final_sparsity),
        steps=check_span(begin_step=begin_step, end_step=end_step, frequency=frequency),
    )


def sample_curve(
    curve: Curve, *, ends: tuple[float, float], steps: window.Window
) -> KeyframeSchedule:
    """A bent curve as at most 32 straight lines. Its first and last sparsity are exact."""
    begin, span = steps["begin_step"], steps["end_step"] - steps["begin_step"]
    step_numbers = np.unique(np.rint(corners(partial(curve, *ends)) * span).astype(np.int64))
    levels = np.clip(np.round(curve(*ends, step_numbers / span), DECIMALS), min(ends), max(ends))
    levels[[0, -1]] = ends
    keyframes = [
        Keyframe(step=begin + steps_since, sparsity=level)
        for steps_since, level in zip(step_numbers.tolist(), levels.tolist(), strict=True)
    ]
    return KeyframeSchedule(keyframes=keyframes, **steps)


def corners(curve: Callable[[Floats], Floats]) -> Floats:
    """The points at which straight lines along a curve meet. They are close together where the curve bends.

    A chord of width h has an error of at most h**2 * |s''| / 8. All chords have the same error if
    h is proportional to 1 / sqrt(|s''|).

    Source: de Boor 1973, Good approximation by splines with variable knots.

    Returns:
        float64 array of shape (33,), increasing from 0 to 1.

    >>> corners(np.square)[:3] * 32
    array([0., 1., 2.])
    """
    fine = np.linspace(0, 1, 2001)
    bend = np.sqrt(np.abs(np.diff(curve(fine), 2)))
    # The additional bend puts a few corners where the curve is straight.
    share = np.concatenate([[0.0], np.cumsum(bend + bend.max() / 100 + np.finfo(float).eps)])
    equal_shares = np.linspace(0, share[-1], SEGMENTS + 1)
    return np.interp(equal_shares, share, np.linspace(0, 1, share.size))
