"""The state that a link carries: one table of controls, read from and written to the URL."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pruning_core.checks import LARGEST_STEP, shown
from pruning_core.datasets import DATASETS
from pruning_core.plan import TrainingPlan
from pruning_core.schedules import ConstantSparsity, PolynomialDecay, Schedule

Value = str | int | float
Values = dict[str, Value]

CONSTANT, POLYNOMIAL = "ConstantSparsity", "PolynomialDecay"
DECIMAL = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
LONGEST_WHOLE = len(str(LARGEST_STEP))
SMALLEST_NUMBER, LARGEST_NUMBER = -1e300, 1e300


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """One control of the lab, and the query parameter of the same name.

    Attributes:
        name: The parameter's name; tfmot's own where tfmot has one.
        default: Its value when neither link nor user says otherwise.
        read: Turns the link's text into a value; raises ValueError with what it wants.
        only_for: The schedule class that has this parameter, or None for all.
    """

    name: str
    default: Value
    read: Callable[[str], Value]
    only_for: str | None = None


def choice(*options: str) -> Callable[[str], str]:
    """A reader for one of a few words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(f"one of {', '.join(options)}")
        return text

    return read


def whole(text: str) -> int:
    """A whole number that a browser can hold exactly."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > LONGEST_WHOLE:
        raise ValueError("a whole number")
    if abs(value := int(text)) > LARGEST_STEP - 1:
        raise ValueError(f"a whole number below {LARGEST_STEP:,}")
    return value


def fraction(text: str) -> float:
    """A finite number in decimal notation."""
    try:
        value = float(text) if DECIMAL.fullmatch(text) else math.nan
    except ValueError:
        value = math.nan
    if not SMALLEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValueError("a number such as 0.5")
    return value


CONTROLS: tuple[Control, ...] = (
    Control(name="schedule", default=POLYNOMIAL, read=choice(POLYNOMIAL, CONSTANT)),
    Control(name="target_sparsity", default=0.875, read=fraction, only_for=CONSTANT),
    Control(name="initial_sparsity", default=0.0, read=fraction, only_for=POLYNOMIAL),
    Control(name="final_sparsity", default=0.875, read=fraction, only_for=POLYNOMIAL),
    Control(name="power", default=3.0, read=fraction, only_for=POLYNOMIAL),
    Control(name="begin_step", default=64, read=whole),
    Control(name="end_step", default=304, read=whole),
    Control(name="frequency", default=20, read=whole),
    Control(name="dataset", default="mnist", read=choice(*DATASETS)),
    Control(name="num_examples", default=60_000, read=whole),
    Control(name="batch_size", default=250, read=whole),
    Control(name="epochs", default=2, read=whole),
    Control(name="validation_split", default=0.2, read=fraction),
    Control(name="seed", default=0, read=whole),
)

SHORT_PLANS: dict[str, Values] = {
    "mnist": {"num_examples": 60_000, "batch_size": 250, "epochs": 2},
    "digits": {"num_examples": 1_437, "batch_size": 32, "epochs": 10},
}
"""For each data set a training of under a minute, which the default schedule fits."""


def defaults(dataset: str) -> Values:
    """The value of every control before anyone has touched one."""
    values = {control.name: control.default for control in CONTROLS}
    return values | SHORT_PLANS[dataset] | {"dataset": dataset}


def read_link(parameters: Mapping[str, str], base: Values) -> tuple[Values, list[str]]:
    """The values that a link sets, over those it leaves, and what is wrong with it in words.

    >>> values, problems = read_link({"power": "1", "begin_step": "soon"}, defaults("mnist"))
    >>> values["power"], values["begin_step"]
    (1.0, 64)
    >>> problems
    ["The link's begin_step must be a whole number, got 'soon': 64 is used instead."]
    """
    if (dataset := parameters.get("dataset")) in DATASETS and dataset != base["dataset"]:
        base = base | SHORT_PLANS[dataset]  # where the link does not say how long
    values, problems = dict(base), []
    readers = {control.name: control.read for control in CONTROLS}
    for name, text in parameters.items():
        if name not in readers:
            problems.append(f"The link has a parameter that the lab does not know: {shown(name)}.")
            continue
        try:
            values[name] = readers[name](text)
        except ValueError as error:
            problems.append(
                f"The link's {name} must be {error}, got {shown(text)}: {base[name]} is used instead."
            )
    return values, problems


def write_link(values: Values) -> dict[str, str]:
    """The query parameters of a state; what the chosen schedule does not have is left out.

    >>> "power" in write_link(defaults("mnist") | {"schedule": "ConstantSparsity"})
    False
    """
    return {
        control.name: plain(values[control.name])
        for control in CONTROLS
        if control.only_for in (None, values["schedule"])
    }


def plain(value: Value) -> str:
    """A value as a link spells it.

    >>> plain(3.0), plain(0.875), plain(60000)
    ('3', '0.875', '60000')
    """
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LARGEST_STEP else repr(value)
    return str(value)


def schedule_of(values: Values) -> Schedule:
    """The schedule that the controls describe.

    Raises:
        ScheduleError: When no training could follow it; its `field` is the control's name.
    """
    of: dict[str, Any] = values
    window = {name: of[name] for name in ("begin_step", "end_step", "frequency")}
    if values["schedule"] == CONSTANT:
        return ConstantSparsity(target_sparsity=of["target_sparsity"], **window)
    return PolynomialDecay(
        initial_sparsity=of["initial_sparsity"],
        final_sparsity=of["final_sparsity"],
        power=of["power"],
        **window,
    )


def plan_of(values: Values) -> TrainingPlan:
    """The training plan that the controls describe.

    Raises:
        PlanError: When no training could follow it; its `field` is the control's name.
    """
    of: dict[str, Any] = values
    return TrainingPlan(
        num_examples=of["num_examples"],
        batch_size=of["batch_size"],
        epochs=of["epochs"],
        validation_split=of["validation_split"],
    )
