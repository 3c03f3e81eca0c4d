"""The table of parameters: all settings of a training, except its schedules.

A row is the metadata of a field of `TrainingPlan` or `RunConfig`. To add a parameter, add a field with
a row there. Form, link, command line, script, report and the reuse of networks read this table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pruning_core.data.facts import DATASETS
from pruning_core.parameter import Choice, Parameter, Value, has_effect, parameters_of
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext

Values = Mapping[str, Value]

PLAN_PARAMETERS = tuple(row for row in parameters_of(TrainingPlan) if not row.only_planned)
RUN_PARAMETERS = parameters_of(RunConfig)


def parameters_in_order() -> Iterator[Parameter]:
    """The parameters in the order data set, plan, others. The data set limits the number of examples."""
    yield from (parameter for parameter in RUN_PARAMETERS if parameter.name == "dataset")
    yield from PLAN_PARAMETERS
    yield from (parameter for parameter in RUN_PARAMETERS if parameter.name != "dataset")


PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter for parameter in parameters_in_order()
}
"""Each parameter by its name, in the order of links and commands."""


def plan_of(values: Values) -> TrainingPlan:
    """The plan with these values.

    Raises:
        PlanError: If the plan is not possible.
    """
    arguments: Mapping[str, Any] = {
        parameter.name: values[parameter.name] for parameter in PLAN_PARAMETERS
    }
    return TrainingPlan(**arguments)


def run_of(
    values: Values, *, schedule: Schedule | None, layers: tuple[LayerSchedule, ...]
) -> RunConfig:
    """The config with these values and schedules.

    Raises:
        FieldError: If this config cannot be trained. Its `field` is the parameter's name.
    """
    arguments: Mapping[str, Any] = {
        parameter.name: values[parameter.name] for parameter in RUN_PARAMETERS
    }
    return RunConfig(schedule=schedule, plan=plan_of(values), layers=layers, **arguments)


def values_of(config: RunConfig) -> dict[str, Value]:
    """The value of each parameter in a config: the inverse of `run_of`.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> values_of(RunConfig(schedule=None, plan=plan, seed=3))["seed"]
    3
    """
    owners = {parameter.name: config.plan for parameter in PLAN_PARAMETERS}
    return {name: getattr(owners.get(name, config), name) for name in PARAMETERS}


def initial_values(dataset: str) -> dict[str, Value]:
    """The values in the form of a new training, which takes less than a minute.

    >>> initial_values("digits")["epochs"], initial_values("mnist")["epochs"]
    (10, 2)
    """
    values = {
        name: parameter.initial
        for name, parameter in PARAMETERS.items()
        if parameter.initial is not None
    }
    return values | short_training(dataset)


def short_training(dataset: str) -> dict[str, Value]:
    """The values that change with the data set. The training has all examples and takes less than a minute."""
    facts = DATASETS[dataset]
    return {
        "dataset": dataset,
        "num_examples": facts.training_examples,
        "batch_size": facts.short_batch_size,
        "epochs": facts.short_epochs,
    }


def written_values(values: Values) -> dict[str, Value]:
    """The values in links and commands. A value that equals the default is omitted, unless it is always written."""
    return {
        name: values[name]
        for name, parameter in PARAMETERS.items()
        if parameter.is_written(values[name])
    }


def optimizer_arguments(config: RunConfig) -> dict[str, Value]:
    """The arguments of a run's optimizer in Keras, with the first learning rate of a schedule.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> optimizer_arguments(RunConfig(schedule=None, plan=plan, optimizer="sgd"))
    {'learning_rate': 0.001, 'momentum': 0.9}
    """
    return {
        parameter.name: value
        for parameter in RUN_PARAMETERS
        if config.optimizer in parameter.argument_of
        and not parameter.rate_argument_of
        and (value := getattr(config, parameter.name)) != parameter.argument_off
    }


def optimizer_title(config: RunConfig) -> str:
    """The optimizer, and its learning-rate schedule if the learning rate changes.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> optimizer_title(RunConfig(schedule=None, plan=plan, learning_rate_schedule="cosine"))
    'adam, cosine decay'
    """
    if config.learning_rate_schedule == "constant":
        return config.optimizer
    row = PARAMETERS["learning_rate_schedule"]
    return f"{config.optimizer}, {value_for_people(row, config.learning_rate_schedule)}"


def describe_optimizer(config: RunConfig) -> str:
    """The optimizer with its arguments and those of its learning-rate schedule, as text.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> describe_optimizer(RunConfig(schedule=None, plan=plan, optimizer="sgd"))
    'sgd, learning rate 0.001, momentum 0.9'
    """
    values = values_of(config)
    rate_arguments = {
        parameter.name: values[parameter.name]
        for parameter in RUN_PARAMETERS
        if parameter.rate_argument_of and has_effect(parameter, values)
    }
    arguments = optimizer_arguments(config)
    if rate_arguments:
        arguments |= {"learning_rate_schedule": values["learning_rate_schedule"], **rate_arguments}
    return ", ".join(
        [
            config.optimizer,
            *(
                f"{PARAMETERS[name].title.lower()} {value_for_people(PARAMETERS[name], value)}"
                for name, value in arguments.items()
            ),
        ]
    )


def value_for_people(parameter: Parameter, value: Value) -> str:
    """A value as text: the title of a choice, or a number with separators.

    >>> value_for_people(PARAMETERS["network"], "mlp"), value_for_people(PARAMETERS["epochs"], 1200)
    ('Small MLP', '1,200')
    """
    if isinstance(parameter.values, Choice):
        return gettext(parameter.values.options[str(value)].title)
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
