"""A state as a link: its query parameters, and what happens to invalid ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pages.components.session.lab_state import MAX_SCHEDULES, LabState, default_name
from pages.components.session.link_parts import (
    SCHEDULE_PARAMETERS,
    Reader,
    layers,
    make_valid_schedule,
    omitted_parameters,
    parameters_of,
    read_integer,
    reader_of,
    write_layers,
    write_value,
)
from pruning_core.checks import quoted
from pruning_core.data.facts import DATASETS
from pruning_core.parameter import Parameter, Value
from pruning_core.runs.parameters import PARAMETERS, short_training, written_values
from pruning_core.texts import gettext, gettext_noop

NUMBERED = re.compile(rf"(?P<name>\w+?)(\.(?P<number>[2-{MAX_SCHEDULES}]))?")


def readers_of(parameters: Mapping[str, Parameter]) -> dict[str, Reader]:
    """The reader of each parameter that a link may set."""
    return {
        name: reader_of(parameter)
        for name, parameter in parameters.items()
        if parameter.link_may_set
    }


TRAINING_PARAMETERS = readers_of(PARAMETERS)
"""The rows of the core's table of parameters."""

STATE_PARAMETERS: dict[str, Reader] = {"selected": read_integer, "layers": layers}
"""The number of the selected schedule, and the layers that use another schedule."""


@dataclass(slots=True)
class Reading:
    """The values of a link while it is read.

    Attributes:
        base: The state of the session. It has the schedules and the plan that the link omits.
        schedules: The parameters of each schedule that the link names, by its number from 1.
        training: The value of each parameter of the training.
        state: The values of `STATE_PARAMETERS`.
        problems: A sentence for each value that cannot be used.
    """

    base: LabState
    training: dict[str, Value]
    schedules: dict[int, dict[str, Any]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self, parameter: str, text: str) -> None:
        """Read one query parameter."""
        found = NUMBERED.fullmatch(parameter)
        name, number = (found["name"], int(found["number"] or 1)) if found else (parameter, 1)
        try:
            if name in SCHEDULE_PARAMETERS:
                draft = self.schedules.setdefault(number, {})
                draft[name] = SCHEDULE_PARAMETERS[name](text)
            elif parameter in TRAINING_PARAMETERS:
                self.training[parameter] = TRAINING_PARAMETERS[parameter](text)
            elif parameter in STATE_PARAMETERS:
                self.state[parameter] = STATE_PARAMETERS[parameter](text)
            else:
                message = gettext_noop(
                    "The link has a parameter that the lab does not know: {name}."
                )
                self.problems.append(gettext(message, name=quoted(parameter)))
        except ValueError as error:
            usual = omitted_parameters(self.base, number).get(name, gettext("the usual one"))
            used = self.training.get(parameter, usual)
            self.problems.append(
                gettext(
                    "The link's {name} must be {rule}, got {value}: {used} is used instead.",
                    name=parameter,
                    rule=error,
                    value=quoted(text),
                    used=used,
                )
            )


def read_link(parameters: Mapping[str, str], base: LabState) -> tuple[LabState, list[str]]:
    """`base` overridden by the link, and a sentence for each problem.

    If a link omits network or optimizer, the defaults apply, not the session's values.

    >>> from pages.components.session.lab_state import defaults
    >>> state, problems = read_link({"power": "1", "begin_step": "soon"}, defaults("mnist"))
    >>> state.schedule.power, state.schedule.begin_step
    (1.0, 64)
    >>> problems
    ["The link's begin_step must be a whole number, got 'soon': 64 is used instead."]
    """
    reading = Reading(base=base, training={**base.training, **default_values()})
    if (dataset := parameters.get("dataset")) in DATASETS and dataset != base.training["dataset"]:
        reading.training |= short_training(str(dataset))  # the link may override its length
    for parameter, text in parameters.items():
        reading.read(parameter, text)
    schedules = base.schedules
    if drafts := reading.schedules:
        schedules = tuple(
            make_valid_schedule(
                omitted_parameters(base, number) | drafts[number], index, reading.problems
            )
            for index, number in enumerate(sorted(drafts))
        )
    selected = selected_index(reading, len(schedules))
    state = LabState(schedules=schedules, selected=selected, training=reading.training)
    usable = dict(find_usable_layers(reading.state.get("layers", {}), state, reading.problems))
    return replace(state, layers=usable), reading.problems


def default_values() -> dict[str, Value]:
    """The defaults that links do not write."""
    return {
        name: parameter.default
        for name, parameter in PARAMETERS.items()
        if not parameter.always_written and parameter.default is not None
    }


def selected_index(reading: Reading, n_schedules: int) -> int:
    """The index of the selected schedule: the link's, else the session's, else 0."""
    selected: int = reading.state.get("selected", reading.base.selected + 1)
    if 1 <= selected <= n_schedules:
        return selected - 1
    if "selected" in reading.state:
        reading.problems.append(
            gettext(
                "The link's selected must be 1 to {most}, got {value}: 1 is used instead.",
                most=n_schedules,
                value=selected,
            )
        )
    return 0


def find_usable_layers(
    chosen: Mapping[str, int | None], state: LabState, problems: list[str]
) -> Iterator[tuple[str, int | None]]:
    """The valid layers of a link, each with its schedule; each invalid layer is reported in `problems`."""
    names = [kernel.layer for kernel in state.kernels]
    for layer, index in chosen.items():
        if layer not in names:
            problems.append(
                gettext(
                    "The link's layers must be some of {layers}, the layers of {network}, got {name}: "
                    "it is left out.",
                    layers=", ".join(names),
                    network=state.training["network"],
                    name=repr(layer),
                )
            )
        elif index is not None and index >= len(state.schedules):
            problems.append(
                gettext(
                    "The link's layers must follow a schedule of 1 to {most}, got {number} for "
                    "{layer}: it follows the selected one instead.",
                    most=len(state.schedules),
                    number=index + 1,
                    layer=layer,
                )
            )
        else:
            yield layer, index


def write_link(state: LabState) -> dict[str, str]:
    """The query parameters of a state.

    >>> from pages.components.session.lab_state import defaults
    >>> write_link(defaults("mnist"))["schedule"]
    'PolynomialDecay'
    """
    link: dict[str, str] = {}
    for index, named in enumerate(state.schedules):
        suffix = f".{index + 1}" if index else ""
        parameters = parameters_of(named.schedule)
        if named.name != default_name(index):
            parameters["name"] = named.name
        link |= {f"{name}{suffix}": write_value(value) for name, value in parameters.items()}
    if state.selected:
        link["selected"] = str(state.selected + 1)
    if state.layers:
        link["layers"] = write_layers(state.layers)
    values = written_values(state.training)
    return link | {
        name: write_value(values[name]) for name in values if name in TRAINING_PARAMETERS
    }
