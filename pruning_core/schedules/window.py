"""When masks change: the window from `begin_step` to `end_step` and the `frequency` within it."""

from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.checks import check_number, check_whole, shown
from pruning_core.errors import ScheduleError

PERCENTAGES = range(2, 100)
"""What is most likely meant as a percentage where a fraction is asked for."""
UNTIL_TRAINING_ENDS = -1
"""tfmot's special `end_step`: keep updating the masks for as long as the training lasts."""


class Window(TypedDict):
    """The three parameters that every schedule has."""

    begin_step: int
    end_step: int
    frequency: int


def check_window(*, begin_step: int, end_step: int, frequency: int) -> Window:
    """Reject the windows that tfmot rejects, and those that fail later inside a training.

    Returns:
        The three numbers as Python's own integers.

    Raises:
        ScheduleError: With the field's name and the way out.
    """
    window = Window(
        begin_step=check_whole("begin_step", begin_step, least=0, error=ScheduleError),
        end_step=check_whole("end_step", end_step, least=UNTIL_TRAINING_ENDS, error=ScheduleError),
        frequency=check_whole("frequency", frequency, least=1, error=ScheduleError),
    )
    if end_step != UNTIL_TRAINING_ENDS and end_step < begin_step:
        raise ScheduleError(
            "end_step",
            f"end_step must not be before begin_step, got {begin_step=} and {end_step=}: "
            "raise end_step or lower begin_step",
        )
    return window


def check_sparsity(field: str, value: float) -> float:
    """Reject a sparsity outside [0, 1): tfmot always keeps at least one weight.

    Returns:
        The sparsity as Python's own float.

    Raises:
        ScheduleError: With the field's name and the way out.
    """
    number = check_number(field, value, error=ScheduleError)
    if not 0.0 <= number < 1.0:
        percent = number in PERCENTAGES
        hint = f": for {number:g} % write {number / 100:g}" if percent else ""
        raise ScheduleError(
            field, f"{field} must be at least 0 and below 1, got {shown(value)}{hint}"
        )
    return number


def step_array(steps: ArrayLike) -> NDArray[np.int64]:
    """Step numbers as int64; steps that are not whole numbers would be cut off in silence.

    Raises:
        ScheduleError: When the steps are not whole numbers.

    >>> step_array([1, 100])
    array([  1, 100])
    """
    array = np.asarray(steps)
    if array.size > 0 and not np.issubdtype(array.dtype, np.integer):
        raise ScheduleError(
            "steps", f"steps must be whole numbers, got {shown(steps)}: convert them to int64"
        )
    return array.astype(np.int64)


def should_prune(
    steps: NDArray[np.int64], *, begin_step: int, end_step: int, frequency: int
) -> NDArray[np.bool_]:
    """Whether masks are updated at each step.

    `t` is an update step when `begin_step <= t`, `t <= end_step` (or `end_step` is -1), and
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
    is_turn: NDArray[np.bool_] = (steps - begin_step) % frequency == 0
    not_over = np.ones_like(is_turn) if end_step < 0 else steps <= end_step
    return (steps >= begin_step) & not_over & is_turn


class Windowed:
    """A schedule's window: what every class of schedules does with it."""

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
