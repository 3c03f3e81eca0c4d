"""Named shapes: well-known curves as keyframes, which can be trained, and edited in the browser."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import check_whole
from pruning_core.errors import ScheduleError
from pruning_core.schedules import window
from pruning_core.schedules.keyframes import Keyframe, KeyframeSchedule, Segment
from pruning_core.texts import gettext, ngettext

SEGMENTS = 32
"""Number of straight lines in a bent curve: few to drag, and within 0.002 of the curve."""
DECIMALS = 6
"""Digits of a sampled sparsity: enough for the curve, few enough for a link."""
MOST_CYCLES = 31

Floats = NDArray[np.float64]
Curve = Callable[[float, float, Floats], Floats]
"""Computes the sparsity at each progress in [0, 1] from the initial and the final sparsity."""


def one_shot(*, final_sparsity: float, step: int) -> KeyframeSchedule:
    """Prunes once: s(t) = 0 before `step`, and final_sparsity from it on; one update, at `step`.

    Source: OneShot of JaxPruner (Lee et al. 2023, arXiv:2304.14082).

    Args:
        final_sparsity: Sparsity from `step` on, in [0, 1).
        step: The step at which the masks change, at least 1, since trainings count from 1.

    Raises:
        ScheduleError: If an argument is out of range.

    >>> one_shot(final_sparsity=0.5, step=100).sparsity([99, 100])
    array([0. , 0.5], dtype=float32)
    """
    step = check_whole("step", step, least=1, error=ScheduleError)
    before = Keyframe(step=0, sparsity=0.0, segment=Segment.HOLD)
    return KeyframeSchedule(
        keyframes=[before, Keyframe(step=step, sparsity=final_sparsity)],
        begin_step=step,
        end_step=step,
        frequency=1,
    )


def linear(
    *,
    initial_sparsity: float = 0.0,
    final_sparsity: float,
    begin_step: int,
    end_step: int,
    frequency: int = 100,
) -> KeyframeSchedule:
    """A straight line: s(t) = initial + (final - initial) * p.

    p = clip((t - begin_step) / (end_step - begin_step), 0, 1), here and in the other shapes.

    Source: `linear` of Intel Neural Compressor's pruning schedulers; NNI's linear pruner.

    Args:
        initial_sparsity: Sparsity at `begin_step`, in [0, 1).
        final_sparsity: Sparsity from `end_step` on, in [0, 1).
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change, after `begin_step`.
        frequency: Number of steps from one update of the masks to the next, at least 1.

    Raises:
        ScheduleError: If an argument is out of range.

    >>> linear(final_sparsity=0.5, begin_step=0, end_step=100, frequency=10).sparsity([50, 100])
    array([0.25, 0.5 ], dtype=float32)
    """
    steps = check_span(begin_step=begin_step, end_step=end_step, frequency=frequency)
    initial, final = check_ends(initial_sparsity, final_sparsity)
    keyframes = [
        Keyframe(step=begin_step, sparsity=initial),
        Keyframe(step=end_step, sparsity=final),
    ]
    return KeyframeSchedule(keyframes=keyframes, **steps)


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
    return sampled(
        lambda low, high, p: low + (high - low) * (1 - np.cos(np.pi * p)) / 2,
        ends=check_ends(initial_sparsity, final_sparsity),
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
    return sampled(
        lambda low, high, p: 1 - (1 - low) * ((1 - high) / (1 - low)) ** p,
        ends=check_ends(initial_sparsity, final_sparsity),
        steps=check_span(begin_step=begin_step, end_step=end_step, frequency=frequency),
    )


def cyclic(  # noqa: PLR0913  (the arguments of every shape, and cycles)
    *,
    initial_sparsity: float = 0.0,
    final_sparsity: float,
    begin_step: int,
    end_step: int,
    frequency: int = 100,
    cycles: int = 3,
) -> KeyframeSchedule:
    """Rises to the final sparsity several times, and falls back by half in between.

    s(t) = low_k + (final - low_k) * (3 q**2 - 2 q**3), q = clip((t - a_k) / (b_k - a_k), 0, 1)

    in cycle k, which begins at step a_k: low_0 = initial, later low_k = (initial + final) / 2. The
    updates are divided among the cycles. A cycle ends with an update at step b_k. The next update,
    at a_(k+1) = b_k + frequency, lowers the sparsity, so that weights that were pruned by mistake
    can recover; they start from the values to which they drifted. The last cycle ends at the final
    sparsity.

    Args:
        initial_sparsity: Sparsity at `begin_step`, in [0, 1).
        final_sparsity: Sparsity at the end of each cycle, in [0, 1).
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change, after `begin_step`.
        frequency: Number of steps from one update to the next; two updates must fit in each cycle.
        cycles: How often the sparsity rises, in 1..31.

    Raises:
        ScheduleError: If an argument is out of range, or a cycle has fewer than two updates.

    Source: Srinivas et al. 2022, Cyclical Pruning for Sparse Neural Networks, arXiv:2202.01290:
    a periodic schedule lets pruned weights recover. The curve within a cycle is the lab's.

    >>> schedule = cyclic(final_sparsity=0.8, begin_step=0, end_step=600, cycles=2)
    >>> schedule.sparsity([0, 300, 400, 600])
    array([0. , 0.8, 0.4, 0.8], dtype=float32)
    """
    steps = check_span(begin_step=begin_step, end_step=end_step, frequency=frequency)
    initial, final = check_ends(initial_sparsity, final_sparsity)
    cycles = check_whole("cycles", cycles, least=1, most=MOST_CYCLES, error=ScheduleError)
    updates = (end_step - begin_step) // frequency
    if updates < 2 * cycles:
        raise ScheduleError(
            "cycles",
            ngettext(
                "cycles must have two updates each, got cycles={cycles} and {count} update: "
                "lower cycles or frequency, or raise end_step",
                "cycles must have two updates each, got cycles={cycles} and {count} updates: "
                "lower cycles or frequency, or raise end_step",
                updates,
                cycles=cycles,
            ),
        )
    keyframes = []
    low, start = initial, begin_step
    for cycle in range(1, cycles + 1):
        end = begin_step + frequency * (cycle * updates // cycles)
        keyframes.append(Keyframe(step=start, sparsity=low, segment=Segment.SMOOTH))
        keyframes.append(Keyframe(step=end, sparsity=final, segment=Segment.HOLD))
        low, start = (initial + final) / 2, end + frequency
    return KeyframeSchedule(keyframes=keyframes, **steps)


def sampled(curve: Curve, *, ends: tuple[float, float], steps: window.Window) -> KeyframeSchedule:
    """A bent curve as at most 32 straight lines; its first and last sparsity are exact."""
    begin, span = steps["begin_step"], steps["end_step"] - steps["begin_step"]
    at = np.unique(np.rint(corners(partial(curve, *ends)) * span).astype(np.int64))
    levels = np.clip(np.round(curve(*ends, at / span), DECIMALS), min(ends), max(ends))
    levels[[0, -1]] = ends
    keyframes = [
        Keyframe(step=begin + since, sparsity=level)
        for since, level in zip(at.tolist(), levels.tolist(), strict=True)
    ]
    return KeyframeSchedule(keyframes=keyframes, **steps)


def corners(curve: Callable[[Floats], Floats]) -> Floats:
    """Where the straight lines along a curve meet: close together where the curve bends.

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
    wanted = np.linspace(0, share[-1], SEGMENTS + 1)
    return np.interp(wanted, share, np.linspace(0, 1, share.size))


def check_span(*, begin_step: int, end_step: int, frequency: int) -> window.Window:
    """The window; raises ScheduleError unless it has an end, after its beginning."""
    steps = window.check_window(begin_step=begin_step, end_step=end_step, frequency=frequency)
    if end_step <= begin_step:
        raise ScheduleError(
            "end_step",
            gettext(
                "end_step must be greater than begin_step, got begin_step={begin} and "
                "end_step={end}: the curve needs at least one step",
                begin=begin_step,
                end=end_step,
            ),
        )
    return steps


def check_ends(initial_sparsity: float, final_sparsity: float) -> tuple[float, float]:
    """The initial and the final sparsity as floats; raises ScheduleError if one is invalid."""
    return (
        window.check_sparsity("initial_sparsity", initial_sparsity),
        window.check_sparsity("final_sparsity", final_sparsity),
    )


SHAPES: dict[str, Callable[..., KeyframeSchedule]] = {
    "one_shot": one_shot,
    "linear": linear,
    "cosine": cosine,
    "exponential": exponential,
    "cyclic": cyclic,
}
"""Every shape by its name, in the order of the menu."""
