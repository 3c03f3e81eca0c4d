"""Reads the arguments of another library's call: each argument is a number, or the name of a curve."""

from collections.abc import Mapping, Sequence

from pruning_core.checks import LARGEST_STEP, check_number, check_whole, quoted
from pruning_core.dialects.intel import shapes
from pruning_core.dialects.reading.python.values import Answers, Value
from pruning_core.dialects.reading.tfmot import read_arguments
from pruning_core.dialects.sparseml import SHAPES
from pruning_core.errors import ScheduleError
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext

Reading = tuple[Schedule, str]
"""A schedule, and one sentence about a difference between its library and tfmot."""

TEXTS = {"inter_func": tuple(SHAPES), "sparsity_decay_type": tuple(shapes(0.5))}
"""The arguments that name a curve, with the valid names."""
WHOLE = frozenset(
    {
        "update_freq",
        "update_start_step",
        "update_end_step",
        "target_step",
        "init_t",
        "delta_t",
        "total_t",
        "interval_steps",
        "total_times",
        "steps_per_epoch",
        "start_step",
        "end_step",
        "begin_step",
        "total_iters",
        "pruning_frequency",
    }
)
"""The arguments that are numbers of steps or of updates. All others are sparsities, powers or epochs."""


def read_numbers(
    arguments: Mapping[str, Value], *, required: Sequence[str], answers: Answers
) -> dict[str, Value]:
    """The arguments of a call. Each argument is a number, or the name of a curve.

    Raises:
        ScheduleError: If a value is missing, or is of another kind or out of range.
    """
    numbers = read_arguments(arguments, required=required, answers=answers)
    for name, value in numbers.items():
        if name in TEXTS:
            check_curve(name, value)
        elif value is None and name == "update_end_step":
            continue  # JaxPruner: until training ends
        elif name in WHOLE:
            check_whole(name, value, least=-1, error=ScheduleError)
        elif abs(check_number(name, value, error=ScheduleError)) > LARGEST_STEP:
            raise ScheduleError(
                name,
                gettext(
                    "{name} must be at most {most}, got {value}",
                    name=name,
                    most=LARGEST_STEP,
                    value=quoted(value),
                ),
            )
    return numbers


def check_curve(name: str, value: Value) -> None:
    """Raise ScheduleError if a library has no curve with this name."""
    if value not in TEXTS[name]:
        raise ScheduleError(
            name,
            gettext(
                "{name} must be one of {names}, got {value}",
                name=name,
                names=", ".join(TEXTS[name]),
                value=quoted(value),
            ),
        )
