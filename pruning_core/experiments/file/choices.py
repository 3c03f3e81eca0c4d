"""The file of an experiment from a few choices: schedules with sparsities, networks, rates and seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pruning_core.experiments.arms import Comparison
from pruning_core.experiments.file.schedules import LAST_SPARSITY, NONE
from pruning_core.experiments.file.writing import pairs, value_text
from pruning_core.parameter import has_effect
from pruning_core.runs.parameters import PARAMETERS, Values
from pruning_core.schedules import Schedule

LISTED = ("network", "learning_rate_schedule")
"""The parameters of a training that may have several values in the form."""
DENSE_NAME = "dense"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """The choices of a form.

    Attributes:
        name: The name of the experiment.
        question: The question, or "".
        schedules: The schedules by name.
        sparsities: The last sparsities, in 0..1. Empty: each schedule keeps its own.
        training: The value of each parameter of the training.
        networks: The networks.
        rates: The learning-rate schedules.
        n_seeds: The number of seeds.
        has_dense: Whether the dense baseline is an arm.
        comparisons: The comparisons, of which one is primary.
    """

    name: str
    schedules: Mapping[str, Schedule]
    training: Values
    networks: Sequence[str]
    rates: Sequence[str]
    question: str = ""
    sparsities: Sequence[float] = ()
    n_seeds: int = 8
    has_dense: bool = True
    comparisons: Sequence[Comparison] = field(default=())


def write_choices(choices: Choices) -> str:
    """The file of an experiment with these choices. `read_experiment` checks them.

    A sparsity replaces the last sparsity of each schedule whose class has one.
    """
    lines = [*pairs({"name": choices.name, "question": choices.question, "seeds": choices.n_seeds})]
    if choices.sparsities and any(map(takes_sparsity, choices.schedules.values())):
        lines += pairs({"sparsity": list(choices.sparsities)})
    lines += ["", "[training]", *training_lines(choices), "", "[schedules]"]
    if choices.has_dense:
        lines += pairs({unused_name(DENSE_NAME, choices.schedules): NONE})
    for name, schedule in choices.schedules.items():
        lines += schedule_lines(name, schedule, keeps_sparsity=not choices.sparsities)
    for each in choices.comparisons:
        lines += ["", "[[comparisons]]", *pairs({"a": each.a, "b": each.b})]
        lines += pairs({"primary": True}) if each.primary else []
    return "\n".join([*lines, ""])


def training_lines(choices: Choices) -> list[str]:
    """The lines of [training]. Parameters without effect are left out."""
    values = {
        name: choices.training[name]
        for name, parameter in PARAMETERS.items()
        if name not in {"seed", *LISTED} and has_effect(parameter, choices.training)
    }
    lists = {"network": choices.networks, "learning_rate_schedule": choices.rates}
    listed = {name: each[0] if len(each) == 1 else list(each) for name, each in lists.items()}
    return [*pairs(listed), *pairs(values)]


def takes_sparsity(schedule: Schedule) -> bool:
    """Whether the class of a schedule has an argument for its last sparsity."""
    return schedule.get_config()["class_name"] in LAST_SPARSITY


def schedule_lines(name: str, schedule: Schedule, *, keeps_sparsity: bool) -> list[str]:
    """The lines of one schedule, with its own last sparsity or without it."""
    config = schedule.get_config()
    arguments = dict(config["config"])
    if not keeps_sparsity:
        arguments.pop(LAST_SPARSITY.get(config["class_name"], ""), None)
    head = ["", f"[schedules.{value_text(name)}]"]
    return [*head, *pairs({"class_name": config["class_name"], **arguments})]


def unused_name(name: str, names: Mapping[str, object]) -> str:
    """A name that is not among `names`.

    >>> unused_name("dense", {"dense": 1}), unused_name("dense", {})
    ('dense baseline', 'dense')
    """
    while name in names:
        name = f"{name} baseline"
    return name
