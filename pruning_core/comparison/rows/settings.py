"""The settings of several runs as rows: parameters, schedules, and the schedules of single layers."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from pruning_core.comparison.rows.row import Row, Value, make_row
from pruning_core.parameter import has_effect
from pruning_core.prediction.summary import percent, title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import PARAMETERS, value_for_people, values_of
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext, grouped

SEED = "seed"
SCHEDULE = "schedule"
SPARSITIES = frozenset({"initial_sparsity", "final_sparsity", "target_sparsity"})
Numbers = dict[str, Value]
"""The numbers of a schedule by tfmot's names."""


def settings_rows(configs: Sequence[RunConfig]) -> tuple[Row, ...]:
    """All settings of some runs: the schedules first, then the parameters in the order of links."""
    schedules = [config.schedule for config in configs]
    return (
        make_row(SCHEDULE, gettext("Schedule"), list(map(title, schedules))),
        *number_rows(schedules),
        *layer_rows(configs),
        *parameter_rows(configs),
        make_row("total_steps", gettext("Steps"), [c.plan.total_steps for c in configs], grouped),
    )


def parameter_rows(configs: Sequence[RunConfig]) -> Iterator[Row]:
    """A row for each parameter. A run has no value if the parameter has no effect in it."""
    values_by_run = [values_of(config) for config in configs]
    for name, parameter in PARAMETERS.items():
        values = [
            values[name] if has_effect(parameter, values) else None for values in values_by_run
        ]
        if any(value is not None for value in values):
            write = partial(value_for_people, parameter)
            yield make_row(name, gettext(parameter.title), values, write)


def number_rows(schedules: Sequence[Schedule | None], layer: str = "") -> Iterator[Row]:
    """A row for each number of some schedules. A schedule without this number has no value.

    Args:
        schedules: The schedule of each run.
        layer: The layer of the schedules, or "" for the schedules of whole networks.
    """
    numbers_by_run = [numbers_of(schedule) for schedule in schedules]
    for name in dict.fromkeys(name for numbers in numbers_by_run for name in numbers):
        values = [numbers.get(name) for numbers in numbers_by_run]
        write = percent if name in SPARSITIES else write_number
        yield make_row(
            f"{layer}.{name}" if layer else name,
            f"{layer}: {name}" if layer else name,
            values,
            write,
        )


def layer_rows(configs: Sequence[RunConfig]) -> Iterator[Row]:
    """The schedules of each layer that has its own schedule in at least one run."""
    layers = dict.fromkeys(own.layer for config in configs for own in config.layers)
    for layer in layers:
        titles = [layer_title(config, layer) for config in configs]
        yield make_row(f"{layer}.{SCHEDULE}", gettext("Schedule of {layer}", layer=layer), titles)
        schedules = [
            config.schedule_of(layer) if has_layer(config, layer) else None for config in configs
        ]
        yield from number_rows(schedules, layer)


def layer_title(config: RunConfig, layer: str) -> str | None:
    """The schedule of a layer as text, or None if the network has no such layer."""
    if not has_layer(config, layer):
        return None
    own = {layer_schedule.layer: layer_schedule.schedule for layer_schedule in config.layers}
    if layer not in own:
        return gettext("the run's schedule")
    return gettext("not pruned") if own[layer] is None else title(own[layer])


def has_layer(config: RunConfig, layer: str) -> bool:
    """Whether the network of a run has a kernel in this layer."""
    return any(kernel.layer == layer for kernel in config.kernels)


def numbers_of(schedule: Schedule | None) -> Numbers:
    """The numbers of a schedule by tfmot's names. Points of a curve are one text.

    >>> from pruning_core import KeyframeSchedule
    >>> numbers_of(KeyframeSchedule(keyframes=[[0, 0.1], [9, 0.5]], begin_step=0))["keyframes"]
    '0: 0.1 linear; 9: 0.5 linear'
    """
    if schedule is None:
        return {}
    config: dict[str, Any] = schedule.get_config()["config"]
    return {
        name: "; ".join(f"{step}: {sparsity:g} {segment}" for step, sparsity, segment in value)
        if isinstance(value, list)
        else value
        for name, value in config.items()
    }


def write_number(value: str | float) -> str:
    """A number of a schedule as text."""
    if isinstance(value, str):
        return value
    return grouped(value) if isinstance(value, int) else f"{value:g}"
