"""The schedule of each layer of a network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pruning_core.checks import quoted
from pruning_core.errors import RunConfigError
from pruning_core.schedules import Schedule, schedule_from_config
from pruning_core.texts import gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerSchedule:
    """The schedule of one layer's kernel, used instead of the run's schedule. With None, the layer stays dense."""

    layer: str
    schedule: Schedule | None


def schedules_by_layer(
    schedule: Schedule | None, layer_schedules: Iterable[object], names: Iterable[str]
) -> dict[str, Schedule | None]:
    """The schedule of each layer of a network.

    Args:
        schedule: The schedule of all other layers.
        layer_schedules: The layers with their own schedule, as LayerSchedule.
        names: All layers, in the network's order.

    Raises:
        RunConfigError: If a layer does not exist, is named twice, or has no schedule.
    """
    check_schedule("schedule", schedule)
    by_layer: dict[str, Schedule | None] = dict.fromkeys(names, schedule)
    seen_layers = set[str]()
    for layer_schedule in layer_schedules:
        if not isinstance(layer_schedule, LayerSchedule) or layer_schedule.layer not in by_layer:
            layer = getattr(layer_schedule, "layer", layer_schedule)
            raise RunConfigError(
                "layers",
                gettext(
                    "layers must name layers of the network, {layers}, got {name}",
                    layers=", ".join(by_layer),
                    name=quoted(layer),
                ),
            )
        if layer_schedule.layer in seen_layers:
            raise RunConfigError(
                "layers",
                gettext(
                    "layers must name each layer once, got {name} twice", name=layer_schedule.layer
                ),
            )
        check_schedule(f"the schedule of {layer_schedule.layer} in layers", layer_schedule.schedule)
        seen_layers.add(layer_schedule.layer)
        by_layer[layer_schedule.layer] = layer_schedule.schedule
    return by_layer


def check_schedule(name: str, value: object) -> None:
    """Raise RunConfigError unless the value is a schedule or None."""
    if not isinstance(value, Schedule | None):
        field = "layers" if name.endswith("layers") else name
        raise RunConfigError(
            field, f"{name} must be a schedule, or None for no pruning, got {quoted(value)}"
        )


def normal_form(
    schedule: Schedule | None, by_layer: Mapping[str, Schedule | None]
) -> tuple[Schedule | None, tuple[LayerSchedule, ...]]:
    """The run's schedule, and the layers with another schedule, in the network's order.

    If no layer uses the run's schedule, the schedule of the first pruned layer replaces it. The same
    happens if the run's schedule is None although a layer is pruned. The result is None only if nothing is pruned.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> schedule, layers = normal_form(None, {"dense": half, "dense_1": None})
    >>> schedule == half, layers
    (True, (LayerSchedule(layer='dense_1', schedule=None),))
    >>> normal_form(half, {"dense": None, "dense_1": None})
    (None, ())
    """
    used_schedules = [used for used in by_layer.values() if used is not None]
    if schedule not in used_schedules:
        schedule = used_schedules[0] if used_schedules else None
    layers = tuple(
        LayerSchedule(layer=layer, schedule=layer_schedule)
        for layer, layer_schedule in by_layer.items()
        if layer_schedule != schedule
    )
    return schedule, layers


def schedule_json_value(schedule: Schedule | None) -> dict[str, Any] | None:
    """A schedule's `get_config` form; None stays None."""
    return None if schedule is None else schedule.get_config()


def schedule_from_json_value(config: Mapping[str, Any] | None) -> Schedule | None:
    """The inverse of `schedule_json_value`."""
    return None if config is None else schedule_from_config(config)
