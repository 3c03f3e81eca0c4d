"""Which schedule prunes which layer of a network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pruning_core.checks import quoted
from pruning_core.errors import RunConfigError
from pruning_core.schedules import Schedule, schedule_from_config
from pruning_core.texts import gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerSchedule:
    """The schedule of one layer's kernel, used instead of the run's schedule; None leaves it dense."""

    layer: str
    schedule: Schedule | None


def schedules_by_layer(
    schedule: Schedule | None, own: Iterable[object], names: Iterable[str]
) -> dict[str, Schedule | None]:
    """The schedule of each layer of a network.

    Args:
        schedule: The schedule of all other layers.
        own: The layers with their own schedule, as LayerSchedule.
        names: All layers, in the network's order.

    Raises:
        RunConfigError: If a layer does not exist, is named twice, or has no schedule.
    """
    check_schedule("schedule", schedule)
    by_layer: dict[str, Schedule | None] = dict.fromkeys(names, schedule)
    seen = set[str]()
    for named in own:
        if not isinstance(named, LayerSchedule) or named.layer not in by_layer:
            layer = getattr(named, "layer", named)
            raise RunConfigError(
                "layers",
                gettext(
                    "layers must name layers of the network, {layers}, got {name}",
                    layers=", ".join(by_layer),
                    name=quoted(layer),
                ),
            )
        if named.layer in seen:
            raise RunConfigError(
                "layers",
                gettext("layers must name each layer once, got {name} twice", name=named.layer),
            )
        check_schedule(f"the schedule of {named.layer} in layers", named.schedule)
        seen.add(named.layer)
        by_layer[named.layer] = named.schedule
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
    """The run's schedule, and the layers with another one, in the network's order.

    If no layer uses the schedule, or it is None although layers are pruned, the schedule of the first
    pruned layer replaces it. The result is None only if nothing is pruned.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> schedule, layers = normal_form(None, {"dense": half, "dense_1": None})
    >>> schedule == half, layers
    (True, (LayerSchedule(layer='dense_1', schedule=None),))
    >>> normal_form(half, {"dense": None, "dense_1": None})
    (None, ())
    """
    pruning = [each for each in by_layer.values() if each is not None]
    if schedule not in pruning:
        schedule = pruning[0] if pruning else None
    layers = tuple(
        LayerSchedule(layer=layer, schedule=each)
        for layer, each in by_layer.items()
        if each != schedule
    )
    return schedule, layers


def schedule_json_value(schedule: Schedule | None) -> dict[str, Any] | None:
    """A schedule's `get_config` form; None stays None."""
    return None if schedule is None else schedule.get_config()


def schedule_from_json_value(config: Mapping[str, Any] | None) -> Schedule | None:
    """The inverse of `schedule_json_value`."""
    return None if config is None else schedule_from_config(config)
