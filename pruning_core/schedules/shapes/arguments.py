"""The arguments that most named shapes have, and their checks."""

from pruning_core.errors import ScheduleError
from pruning_core.schedules import window
from pruning_core.texts import gettext


def check_span(*, begin_step: int, end_step: int, frequency: int) -> window.Window:
    """The window. Raises ScheduleError unless it ends after its beginning."""
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


def check_sparsities(initial_sparsity: float, final_sparsity: float) -> tuple[float, float]:
    """The initial and the final sparsity as floats. Raises ScheduleError if one of them is invalid."""
    return (
        window.check_sparsity("initial_sparsity", initial_sparsity),
        window.check_sparsity("final_sparsity", final_sparsity),
    )
