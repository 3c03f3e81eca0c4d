"""Reads the schedules of an experiment's file, as people write them."""

from collections.abc import Mapping
from typing import Any

from pruning_core.checks import quoted
from pruning_core.dialects.reading import read_schedule
from pruning_core.errors import ScheduleError
from pruning_core.plan import TrainingPlan
from pruning_core.schedules import Schedule, schedule_from_config
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.texts import gettext

NONE = "none"
LAST_SPARSITY = {"ConstantSparsity": "target_sparsity", "PolynomialDecay": "final_sparsity"}
"""The argument that `sparsity` sets, for each class that has one."""
STEPS = ("begin_step", "end_step", "frequency")
Written = str | Mapping[str, Any]


def needs_sparsity(written: Written) -> bool:
    """Whether a schedule gets its last sparsity from the list `sparsity` of the file.

    >>> needs_sparsity({"class_name": "ConstantSparsity", "begin_step": 0})
    True
    """
    if isinstance(written, str):
        return False
    arguments = written.get("config", written)
    name = LAST_SPARSITY.get(str(written.get("class_name")))
    return name is not None and isinstance(arguments, Mapping) and name not in arguments


def schedule_of(
    written: Written, plan: TrainingPlan, *, sparsity: float | None = None
) -> Schedule | None:
    """The schedule that a file describes; None for "none", the dense baseline.

    Args:
        written: A table with the class name and the arguments of tfmot, or Python code, or "none".
        plan: The plan, for steps that are written as "20%" or "epoch 6".
        sparsity: The last sparsity, if the table has none.

    Raises:
        FieldError: If this is no schedule.

    >>> plan = TrainingPlan(num_examples=1000, batch_size=10, epochs=10)
    >>> schedule_of({"class_name": "ConstantSparsity", "begin_step": "20%"}, plan, sparsity=0.5).begin_step
    200
    >>> schedule_of("ConstantSparsity(0.5, begin_step=0)", plan).target_sparsity
    0.5
    """
    if isinstance(written, str):
        return None if written == NONE else read_schedule(written)
    name = written.get("class_name")
    if name not in SCHEDULE_CLASSES:
        raise ScheduleError(
            "class_name",
            gettext(
                "class_name must be one of {classes}, got {value}",
                classes=", ".join(SCHEDULE_CLASSES),
                value=quoted(name),
            ),
        )
    arguments = {key: value for key, value in written.items() if key != "class_name"}
    if isinstance(nested := arguments.get("config"), Mapping):  # as get_config writes it
        arguments = dict(nested)
    arguments = {key: step_of(key, value, plan) for key, value in arguments.items()}
    if sparsity is not None:
        arguments[LAST_SPARSITY[name]] = sparsity
    elif needs_sparsity(written):
        argument = LAST_SPARSITY[name]
        raise ScheduleError(
            argument,
            gettext("{name} needs {argument}, or a list sparsity", name=name, argument=argument),
        )
    return schedule_from_config({"class_name": name, "config": arguments})


def step_of(key: str, value: object, plan: TrainingPlan) -> object:
    """The step that a text such as "20%" or "epoch 6" means. Other values stay.

    >>> step_of("end_step", "epoch 2", TrainingPlan(num_examples=1000, batch_size=10, epochs=10))
    200
    """
    if key == "keyframes" and isinstance(value, list):
        return [
            [step_of("begin_step", point[0], plan), *point[1:]]
            if isinstance(point, list) and point
            else point
            for point in value
        ]
    if key not in STEPS or not isinstance(value, str):
        return value
    text = value.strip()
    try:
        if text.endswith("%"):
            return plan.step_at(fraction=float(text.removesuffix("%")) / 100)
        if text.startswith("epoch "):
            return plan.step_at(epoch=float(text.removeprefix("epoch ")))
    except ValueError:  # not a number; errors of the plan are ValueErrors too
        pass
    raise ScheduleError(
        key,
        gettext(
            '{field} must be a step, or a part of the training such as "20%" or "epoch 6", got {value}',
            field=key,
            value=quoted(value),
        ),
    )
