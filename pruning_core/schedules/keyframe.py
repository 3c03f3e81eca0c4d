"""Keyframe: one point of a curve. Checks lists of points."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pruning_core.checks import check_whole, quoted, store_checked
from pruning_core.errors import ScheduleError
from pruning_core.schedules import window
from pruning_core.texts import gettext

MAX_KEYFRAMES = 64


class Segment(StrEnum):
    """The shape of the curve from one keyframe to the next."""

    LINEAR = "linear"
    SMOOTH = "smooth"
    HOLD = "hold"


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyframe:
    """A point of the curve, and the shape of the curve up to the next point.

    Attributes:
        step: The step of the point, at least 0.
        sparsity: The scheduled sparsity at this step, in [0, 1).
        segment: The shape of the curve up to the next keyframe. After the last keyframe, the curve is level.

    Raises:
        ScheduleError: If a value is out of range.
    """

    step: int
    sparsity: float
    segment: Segment = Segment.LINEAR

    def __post_init__(self) -> None:
        try:
            step = check_whole("keyframes' step", self.step, least=0, error=ScheduleError)
            sparsity = window.check_sparsity("keyframes' sparsity", self.sparsity)
        except ScheduleError as error:
            raise ScheduleError("keyframes", str(error)) from error
        if self.segment not in list(Segment):
            raise ScheduleError(
                "keyframes",
                gettext(
                    "keyframes' segment must be one of {segments}, got {value}",
                    segments=", ".join(Segment),
                    value=quoted(self.segment),
                ),
            )
        store_checked(self, step=step, sparsity=sparsity, segment=Segment(self.segment))


def check_keyframes(keyframes: object) -> tuple[Keyframe, ...]:
    """The keyframes as a tuple of `Keyframe`.

    Raises:
        ScheduleError: If there is no keyframe, there are too many, or their steps do not increase.
    """
    if isinstance(keyframes, str) or not isinstance(keyframes, Iterable):
        raise ScheduleError(
            "keyframes",
            gettext(
                "keyframes must be a list of [step, sparsity, segment], got {value}",
                value=quoted(keyframes),
            ),
        )
    points = tuple(map(as_keyframe, keyframes))
    if not 1 <= len(points) <= MAX_KEYFRAMES:
        raise ScheduleError(
            "keyframes",
            gettext(
                "keyframes must be 1 to {most} points, got {number}",
                most=MAX_KEYFRAMES,
                number=len(points),
            ),
        )
    for before, after in pairwise(points):
        if after.step <= before.step:
            raise ScheduleError(
                "keyframes",
                gettext(
                    "keyframes' steps must increase, got {after} after {before}: "
                    "sort them and keep one for each step",
                    after=after.step,
                    before=before.step,
                ),
            )
    return points


def as_keyframe(point: Any) -> Keyframe:  # noqa: ANN401  (any JSON value)
    """The keyframe of a list `[step, sparsity]` or `[step, sparsity, segment]`."""
    match point:
        case Keyframe():
            return point
        case [step, sparsity]:
            return Keyframe(step=step, sparsity=sparsity)
        case [step, sparsity, segment]:
            return Keyframe(step=step, sparsity=sparsity, segment=segment)
        case _:
            raise ScheduleError(
                "keyframes",
                gettext(
                    "each keyframe is written [step, sparsity, segment], got {value}",
                    value=quoted(point),
                ),
            )
