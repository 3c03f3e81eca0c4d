"""The steps at which masks change: a window from `begin_step` to `end_step`, and a `frequency`."""

from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.checks import check_number, check_whole, quoted
from pruning_core.errors import ScheduleError
from pruning_core.texts import gettext

PERCENTAGES = range(2, 100)
"""Numbers that are probably percentages, although a fraction is expected."""
UNTIL_TRAINING_ENDS = -1
"""tfmot's special `end_step`: masks are updated until the training ends."""


class Window(TypedDict):
    """The three parameters that every schedule has."""

    begin_step: int
    end_step: int
    frequency: int


def check_window(*, begin_step: int, end_step: int, frequency: int) -> Window:
    """The window with Python's integers. tfmot would reject an invalid window, or a training would fail.

    Raises:
        ScheduleError: If the window is invalid.
    """
    window = Window(
        begin_step=check_whole("begin_step", begin_step, least=0, error=ScheduleError),
        end_step=check_whole("end_step", end_step, least=UNTIL_TRAINING_ENDS, error=ScheduleError),
        frequency=check_whole("frequency", frequency, least=1, error=ScheduleError),
    )
    if end_step != UNTIL_TRAINING_ENDS and end_step < begin_step:
        raise ScheduleError(
            "end_step",
            gettext(
                "end_step must not be before begin_step, got begin_step={begin} and "
                "end_step={end}: raise end_step or lower begin_step",
                begin=begin_step,
                end=end_step,
            ),
        )
    return window


def check_sparsity(field: str, value: float) -> float:
    """The sparsity as a float. It must be in [0, 1), because tfmot always keeps one weight.

    Raises:
        ScheduleError: If the sparsity is outside [0, 1).
    """
    number = check_number(field, value, error=ScheduleError)
    if 0.0 <= number < 1.0:
        return number
    if number not in PERCENTAGES:
        message = gettext(
            "{field} must be at least 0 and below 1, got {value}", field=field, value=quoted(value)
        )
        raise ScheduleError(field, message)
    raise ScheduleError(
        field,
        gettext(
            "{field} must be at least 0 and below 1, got {value}: for {percent} % write {fraction}",
            field=field,
            value=quoted(value),
            percent=format(number, "g"),
            fraction=format(number / 100, "g"),
        ),
    )


def step_array(steps: ArrayLike) -> NDArray[np.int64]:
    """Step numbers as int64. Fractions are an error, because NumPy would round them down without a warning.

    Raises:
        ScheduleError: If the steps are not whole numbers.

    >>> step_array([1, 100])
    array([  1, 100])
    """
    array = np.asarray(steps)
    if array.size > 0 and not np.issubdtype(array.dtype, np.integer):
        raise ScheduleError(
            "steps",
            gettext(
                "steps must be whole numbers, got {steps}: convert them to int64",
                steps=quoted(steps),
            ),
        )
    return array.astype(np.int64)


def should_prune(
    steps: NDArray[np.int64], *, begin_step: int, end_step: int, frequency: int
) -> NDArray[np.bool_]:
    """Whether masks are updated at each step.

    `t` is an update step if `begin_step <= t`, `t <= end_step` (or `end_step` is -1), and
    `(t - begin_step) mod frequency == 0`.

    Source: `PruningSchedule._should_prune_in_step` of tfmot 0.8.1.

    Args:
        steps: Step numbers, int64 of shape (n,).
        begin_step: First step of the window.
        end_step: Last step of the window, or -1.
        frequency: Steps between two updates.

    Returns:
        bool array of shape (n,).
    """
    is_due: NDArray[np.bool_] = (steps - begin_step) % frequency == 0
    is_before_end = np.ones_like(is_due) if end_step < 0 else steps <= end_step
    return (steps >= begin_step) & is_before_end & is_due


class ScheduleWithWindow:
    """The base class of all schedules. It has the window."""

    __slots__ = ()
    begin_step: int
    end_step: int
    frequency: int

    def should_prune(self, steps: ArrayLike) -> NDArray[np.bool_]:
        """Whether masks are updated at each step: int array (n,) -> bool array (n,)."""
        return should_prune(
            step_array(steps),
            begin_step=self.begin_step,
            end_step=self.end_step,
            frequency=self.frequency,
        )
