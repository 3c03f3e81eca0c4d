"""A state as a link: its query parameters. Invalid parameters are replaced and reported."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pages.components.session.lab_state import MAX_SCHEDULES, LabState, default_name
from pages.components.session.layer_plan import (
    LayerPlan,
    link_text,
    name_in_browser,
    read_network_value,
)
from pages.components.session.link_own_training import (
    LAB_PLAN,
    OWN_PLAN,
    OWN_PREFIX,
    OWN_TRAINING_PARAMETERS,
    own_training_of,
    write_own_training,
)
from pages.components.session.link_schedules import (
    SCHEDULE_PARAMETERS,
    make_valid_schedule,
    omitted_parameters,
    parameters_of,
)
from pages.components.session.link_values import (
    Reader,
    choice_reader,
    read_integer,
    read_layers,
    read_sparsities,
    read_stop,
    read_zeros,
    readers_of,
    write_layers,
    write_sparsities,
    write_value,
)
from pruning_core.checks import quoted
from pruning_core.data.facts import DATASETS
from pruning_core.parameter import Value
from pruning_core.plan.own_training import OWN_DEFAULTS
from pruning_core.runs.parameters import PARAMETERS, short_training, written_values
from pruning_core.texts import gettext, gettext_noop

PARAMETER_PATTERN = re.compile(rf"(?P<name>\w+?)(\.(?P<number>[2-{MAX_SCHEDULES}]))?")


TRAINING_PARAMETERS = readers_of(PARAMETERS)
"""The readers of the training's parameters."""

FACTS: dict[str, Reader] = {"earliest_stop": read_stop, "zeros": read_zeros}
"""The readers of the facts for findings that are not in the plan. A link omits the defaults."""

STATE_PARAMETERS: dict[str, Reader] = {
    "selected": read_integer,
    "layers": read_layers,
    "plan": choice_reader({LAB_PLAN: None, OWN_PLAN: None}),
    "sparsities": read_sparsities,
    "network_table": read_network_value,
    **FACTS,
}
"""The readers of the selected schedule's number, of layers, of the plan, of the own network, and of facts."""


@dataclass(slots=True)
class LinkReader:
    """Reads a link, and stores the values and the problems.

    Attributes:
        base: The state of the session. If the link omits schedules or the plan, the state's own are used.
        schedules: The parameters of each schedule in the link, by the schedule's number from 1.
        training: The value of each parameter of the training.
        own_training: The values of the visitor's own training in the link.
        state: The values of `STATE_PARAMETERS`.
        problems: A sentence for each value that cannot be used.
    """

    base: LabState
    training: dict[str, Value]
    own_training: dict[str, Value] = field(default_factory=dict)
    schedules: dict[int, dict[str, Any]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self, parameter: str, text: str) -> None:
        """Read one query parameter."""
        match = PARAMETER_PATTERN.fullmatch(parameter)
        name, number = (match["name"], int(match["number"] or 1)) if match else (parameter, 1)
        try:
            if name in SCHEDULE_PARAMETERS:
                draft = self.schedules.setdefault(number, {})
                draft[name] = SCHEDULE_PARAMETERS[name](text)
            elif parameter in TRAINING_PARAMETERS:
                self.training[parameter] = TRAINING_PARAMETERS[parameter](text)
            elif parameter in OWN_TRAINING_PARAMETERS:
                own_name = parameter.removeprefix(OWN_PREFIX)
                self.own_training[own_name] = OWN_TRAINING_PARAMETERS[parameter](text)
            elif parameter in STATE_PARAMETERS:
                self.state[parameter] = STATE_PARAMETERS[parameter](text)
            else:
                message = gettext_noop(
                    "The link has a parameter that the lab does not know: {name}."
                )
                self.problems.append(gettext(message, name=quoted(parameter)))
        except ValueError as error:
            default = omitted_parameters(self.base, number).get(name, gettext("the usual one"))
            replacement = self.training.get(parameter, default)
            if parameter in OWN_TRAINING_PARAMETERS:
                replacement = OWN_DEFAULTS[parameter.removeprefix(OWN_PREFIX)]
            self.problems.append(
                gettext(
                    "The link's {name} must be {rule}, got {value}: {replacement} is used instead.",
                    name=parameter,
                    rule=error,
                    value=quoted(text),
                    replacement=replacement,
                )
            )


def read_link(parameters: Mapping[str, str], base: LabState) -> tuple[LabState, list[str]]:
    """Return `base` overridden by the link, and a sentence for each problem.

    If a link omits network or optimizer, the defaults apply, not the session's values.

    >>> from pages.components.session.lab_state import defaults
    >>> state, problems = read_link({"power": "1", "begin_step": "soon"}, defaults("mnist"))
    >>> state.schedule.power, state.schedule.begin_step
    (1.0, 64)
    >>> problems
    ["The link's begin_step must be a whole number, got 'soon': 64 is used instead."]
    """
    reader = LinkReader(base=base, training={**base.training, **defaults_without_link()})
    if (dataset := parameters.get("dataset")) in DATASETS and dataset != base.training["dataset"]:
        # The link may override the length of this plan.
        reader.training |= short_training(str(dataset))
    for parameter, text in parameters.items():
        reader.read(parameter, text)
    schedules = base.schedules
    if drafts := reader.schedules:
        schedules = tuple(
            make_valid_schedule(
                omitted_parameters(base, number) | drafts[number], index, reader.problems
            )
            for index, number in enumerate(sorted(drafts))
        )
    selected = selected_index(reader, len(schedules))
    state = LabState(
        schedules=schedules,
        selected=selected,
        training=reader.training,
        own_training=own_training_of(
            reader.own_training, base=base, plans_own=reader.state.get("plan") == OWN_PLAN
        ),
        plans_own=reader.state.get("plan") == OWN_PLAN,
    )
    usable_layers = dict(find_usable_layers(reader.state.get("layers", {}), state, reader.problems))
    facts = {name: reader.state[name] for name in FACTS if name in reader.state}
    sparsities = dict(find_usable_sparsities(reader, state))
    own_layers = own_layers_of(reader)
    return (
        replace(state, layers=usable_layers, layer_sparsities=sparsities, **own_layers, **facts),
        reader.problems,
    )


def own_layers_of(reader: LinkReader) -> dict[str, Any]:
    """Return the visitor's own network: from the link, or else from the session.

    A link has only the name of a network that is too large for it. If this session does not have the network,
    the page asks the browser for it.
    """
    own_layers = reader.base.own_layers
    match reader.state.get("network_table"):
        case LayerPlan() as plan:
            return {"own_layers": plan, "shows_own_layers": True}
        case str(name) if own_layers is None or name_in_browser(own_layers) != name:
            return {"network_in_browser": name, "shows_own_layers": True}
        case value:
            return {"own_layers": own_layers, "shows_own_layers": value is not None}


def defaults_without_link() -> dict[str, Value]:
    """Return the defaults of the parameters that links omit."""
    return {
        name: parameter.default
        for name, parameter in PARAMETERS.items()
        if not parameter.always_written and parameter.default is not None
    }


def selected_index(reader: LinkReader, n_schedules: int) -> int:
    """Return the index of the selected schedule: from the link, or else from the session, or else 0."""
    selected: int = reader.state.get("selected", reader.base.selected + 1)
    if 1 <= selected <= n_schedules:
        return selected - 1
    if "selected" in reader.state:
        reader.problems.append(
            gettext(
                "The link's selected must be 1 to {maximum}, got {value}: 1 is used instead.",
                maximum=n_schedules,
                value=selected,
            )
        )
    return 0


def find_usable_layers(
    layer_indices: Mapping[str, int | None], state: LabState, problems: list[str]
) -> Iterator[tuple[str, int | None]]:
    """Yield the valid layers of a link with their schedules. Report each invalid layer in `problems`."""
    names = [kernel.layer for kernel in state.kernels]
    for layer, index in layer_indices.items():
        if layer not in names:
            problems.append(describe_unknown_layer(layer, state))
        elif index is not None and index >= len(state.schedules):
            problems.append(
                gettext(
                    "The link's layers must follow a schedule of 1 to {maximum}, got {number} for "
                    "{layer}: it follows the selected one instead.",
                    maximum=len(state.schedules),
                    number=index + 1,
                    layer=layer,
                )
            )
        else:
            yield layer, index


def find_usable_sparsities(reader: LinkReader, state: LabState) -> Iterator[tuple[str, float]]:
    """Yield the layers of a link with their own final sparsities. Report each unknown layer."""
    names = [kernel.layer for kernel in state.kernels]
    for layer, sparsity in reader.state.get("sparsities", {}).items():
        if layer in names:
            yield layer, sparsity
        else:
            reader.problems.append(describe_unknown_layer(layer, state))


def describe_unknown_layer(layer: str, state: LabState) -> str:
    """Describe the problem that a layer is not in the network."""
    return gettext(
        "The link's layers must be some of {layers}, the layers of {network}, got {name}: "
        "it is left out.",
        layers=", ".join(kernel.layer for kernel in state.kernels),
        network=state.training["network"],
        name=repr(layer),
    )


def network_value(state: LabState) -> str:
    """Return the visitor's own network as a value of a link: the network, its name if it is too large, or ""."""
    if state.own_layers is None:
        return state.network_in_browser
    return link_text(state.own_layers) or name_in_browser(state.own_layers)


def write_link(state: LabState) -> dict[str, str]:
    """Return the query parameters of a state.

    >>> from pages.components.session.lab_state import defaults
    >>> write_link(defaults("mnist"))["schedule"]
    'PolynomialDecay'
    """
    link: dict[str, str] = {}
    for index, named_schedule in enumerate(state.schedules):
        suffix = f".{index + 1}" if index else ""
        parameters = parameters_of(named_schedule.schedule)
        if named_schedule.name != default_name(index):
            parameters["name"] = named_schedule.name
        link |= {f"{name}{suffix}": write_value(value) for name, value in parameters.items()}
    if state.selected:
        link["selected"] = str(state.selected + 1)
    if state.layers:
        link["layers"] = write_layers(state.layers)
    facts = {name: getattr(state, name) for name in FACTS}
    link |= {name: write_value(value) for name, value in facts.items() if value}
    if state.layer_sparsities:
        link["sparsities"] = write_sparsities(state.layer_sparsities)
    if state.shows_own_layers and (network := network_value(state)):
        link["network_table"] = network
    values = written_values(state.training)
    link |= {name: write_value(values[name]) for name in values if name in TRAINING_PARAMETERS}
    return link | write_own_training(state)
