"""The state that a link carries: tables of parameters, read from and written to the URL."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pages.components.session.lab_state import (
    MOST_SCHEDULES,
    LabState,
    NamedSchedule,
    check_name,
    name_of,
    short_training,
)
from pages.components.session.layer_choices import read_layers, usable_layers, written_layers
from pages.components.session.link_values import Reader, choice, fraction, plain, points, whole
from pruning_core.checks import quoted
from pruning_core.data.facts import DATASETS
from pruning_core.errors import ScheduleError
from pruning_core.networks import NETWORKS
from pruning_core.runs.config import OPTIMIZERS, USUAL
from pruning_core.schedules import Schedule, schedule_from_config
from pruning_core.schedules.config import SCHEDULE_CLASSES

NUMBERED = re.compile(rf"(?P<name>\w+?)(\.(?P<number>[2-{MOST_SCHEDULES}]))?")

SCHEDULE_PARAMETERS: dict[str, Reader] = {
    "schedule": choice(*SCHEDULE_CLASSES),
    "name": check_name,
    "target_sparsity": fraction,
    "initial_sparsity": fraction,
    "final_sparsity": fraction,
    "power": fraction,
    "keyframes": points,
    "begin_step": whole,
    "end_step": whole,
    "frequency": whole,
}
"""The parameters of the first schedule; those of the second are `schedule.2`, `power.2` and so on."""

TRAINING_PARAMETERS: dict[str, Reader] = {
    "dataset": choice(*DATASETS),
    "num_examples": whole,
    "batch_size": whole,
    "epochs": whole,
    "validation_split": fraction,
    "seed": whole,
    "network": choice(*NETWORKS),
    "optimizer": choice(*OPTIMIZERS),
    "learning_rate": fraction,
    "momentum": fraction,
}
STATE_PARAMETERS: dict[str, Reader] = {"selected": whole, "layers": read_layers}
"""The schedule that is selected, counted from 1, and the layers that follow another one."""

FALLBACK: dict[str, Any] = {
    "schedule": "PolynomialDecay",
    "target_sparsity": 0.875,
    "initial_sparsity": 0.0,
    "final_sparsity": 0.875,
    "power": 3.0,
    "keyframes": [[64, 0.0, "smooth"], [304, 0.875]],
    "begin_step": 64,
    "end_step": 304,
    "frequency": 20,
}
"""What a schedule has where the link does not say."""


def read_link(parameters: Mapping[str, str], base: LabState) -> tuple[LabState, list[str]]:
    """The state that a link sets, over what it leaves, and what is wrong with it in words.

    Of network and optimizer a link leaves nothing: where it does not say, they are the usual ones.

    >>> from pages.components.session.lab_state import defaults
    >>> state, problems = read_link({"power": "1", "begin_step": "soon"}, defaults("mnist"))
    >>> state.schedule.power, state.schedule.begin_step
    (1.0, 64)
    >>> problems
    ["The link's begin_step must be a whole number, got 'soon': 64 is used instead."]
    """
    drafts: dict[int, dict[str, Any]] = {}
    problems: list[str] = []
    training = {**base.training, **USUAL}  # links do not write what is usual
    if (dataset := parameters.get("dataset")) in DATASETS and dataset != training["dataset"]:
        training |= short_training(str(dataset))  # where the link does not say how long
    own: dict[str, Any] = {"selected": base.selected + 1, "layers": {}}
    for parameter, text in parameters.items():
        found = NUMBERED.fullmatch(parameter)
        name, number = (found["name"], int(found["number"] or 1)) if found else (parameter, 1)
        try:
            if name in SCHEDULE_PARAMETERS:
                draft = drafts.setdefault(number, {})
                draft[name] = SCHEDULE_PARAMETERS[name](text)
            elif parameter in TRAINING_PARAMETERS:
                training[parameter] = TRAINING_PARAMETERS[parameter](text)
            elif parameter in STATE_PARAMETERS:
                own[parameter] = STATE_PARAMETERS[parameter](text)
            else:
                problems.append(
                    f"The link has a parameter that the lab does not know: {quoted(parameter)}."
                )
        except ValueError as error:
            used = training.get(parameter, draft_of(base, number).get(name, "the usual one"))
            problems.append(
                f"The link's {parameter} must be {error}, got {quoted(text)}: {used} is used instead."
            )
    schedules = base.schedules
    if drafts:
        schedules = tuple(
            built(draft_of(base, number) | drafts[number], place, problems)
            for place, number in enumerate(sorted(drafts))
        )
    selected = own["selected"]
    if not 1 <= selected <= len(schedules):
        if "selected" in parameters:
            problems.append(
                f"The link's selected must be 1 to {len(schedules)}, got {selected}: 1 is used instead."
            )
        selected = 1
    state = LabState(schedules=schedules, selected=selected - 1, training=training)
    usable, more = usable_layers(own["layers"], state)
    return replace(state, layers=usable), problems + more


def draft_of(base: LabState, number: int) -> dict[str, Any]:
    """The parameters that a schedule of the link starts from: the first one's are the state's."""
    return FALLBACK | (parameters_of(base.schedules[0].schedule) if number == 1 else {})


def parameters_of(schedule: Schedule) -> dict[str, Any]:
    """A schedule's class and parameters, as a link names them."""
    config = schedule.get_config()
    return {"schedule": config["class_name"], **config["config"]}


def built(draft: dict[str, Any], place: int, problems: list[str]) -> NamedSchedule:
    """The schedule that parameters describe; each that no training could follow is said and replaced."""
    name = draft.get("name", name_of(place))
    for _field in FALLBACK:
        try:
            return NamedSchedule(name=name, schedule=schedule_of(draft))
        except ScheduleError as error:
            used = FALLBACK[error.field]
            if error.field == "end_step":
                used = draft["begin_step"] + FALLBACK["end_step"] - FALLBACK["begin_step"]
            problems.append(f"The link's schedule {name}: {error}; {used} is used instead.")
            draft = draft | {error.field: used}
    return NamedSchedule(
        name=name, schedule=schedule_of(FALLBACK | {"schedule": draft["schedule"]})
    )


def schedule_of(parameters: Mapping[str, Any]) -> Schedule:
    """The schedule that a link's parameters describe.

    Raises:
        ScheduleError: When no training could follow it.
    """
    class_name = parameters["schedule"]
    names = SCHEDULE_CLASSES[class_name].__dataclass_fields__
    config = {name: parameters[name] for name in names}
    return schedule_from_config({"class_name": class_name, "config": config})


def write_link(state: LabState) -> dict[str, str]:
    """The query parameters of a state.

    >>> from pages.components.session.lab_state import defaults
    >>> write_link(defaults("mnist"))["schedule"]
    'PolynomialDecay'
    """
    link: dict[str, str] = {}
    for place, named in enumerate(state.schedules):
        suffix = f".{place + 1}" if place else ""
        written = parameters_of(named.schedule)
        if named.name != name_of(place):
            written["name"] = named.name
        link |= {f"{name}{suffix}": plain(value) for name, value in written.items()}
    if state.selected:
        link["selected"] = str(state.selected + 1)
    if state.layers:
        link["layers"] = written_layers(state.layers)
    return link | {
        name: plain(value)
        for name in TRAINING_PARAMETERS
        if (value := state.training[name]) != USUAL.get(name)
    }
