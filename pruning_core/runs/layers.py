"""Which schedule prunes which layer of a network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pruning_core.checks import quoted
from pruning_core.errors import RunConfigError
from pruning_core.schedules import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerSchedule:
    """What prunes one layer's kernel instead of the run's schedule; None leaves it dense."""

    layer: str
    schedule: Schedule | None


def followed(
    schedule: Schedule | None, own: Iterable[object], names: Iterable[str]
) -> dict[str, Schedule | None]:
    """The schedule that each layer of a network follows.

    Args:
        schedule: Of every layer that has none of its own.
        own: The layers that do, each a LayerSchedule.
        names: All layers, in the network's order.

    Raises:
        RunConfigError: When a layer is not there, is named twice, or has no schedule.
    """
    check_schedule("schedule", schedule)
    followed: dict[str, Schedule | None] = dict.fromkeys(names, schedule)
    seen = set[str]()
    for named in own:
        if not isinstance(named, LayerSchedule) or named.layer not in followed:
            layer = getattr(named, "layer", named)
            raise RunConfigError(
                "layers",
                f"layers must name layers of the network, {', '.join(followed)}, got {quoted(layer)}",
            )
        if named.layer in seen:
            raise RunConfigError(
                "layers", f"layers must name each layer once, got {named.layer} twice"
            )
        check_schedule(f"the schedule of {named.layer} in layers", named.schedule)
        seen.add(named.layer)
        followed[named.layer] = named.schedule
    return followed


def check_schedule(name: str, value: object) -> None:
    """Raise RunConfigError unless the value is a schedule or None."""
    if not isinstance(value, Schedule | None):
        field = "layers" if name.endswith("layers") else name
        raise RunConfigError(
            field, f"{name} must be a schedule, or None for no pruning, got {quoted(value)}"
        )


def normal_form(
    schedule: Schedule | None, followed: Mapping[str, Schedule | None]
) -> tuple[Schedule | None, tuple[LayerSchedule, ...]]:
    """The schedule, and the layers that follow another one, in the network's order.

    A schedule that no layer follows, and a None beside pruned layers, give way to the schedule of
    the first pruned layer: what is left is None where nothing is pruned, and only there.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> schedule, layers = normal_form(None, {"dense": half, "dense_1": None})
    >>> schedule == half, layers
    (True, (LayerSchedule(layer='dense_1', schedule=None),))
    >>> normal_form(half, {"dense": None, "dense_1": None})
    (None, ())
    """
    pruning = [each for each in followed.values() if each is not None]
    if schedule not in pruning:
        schedule = pruning[0] if pruning else None
    layers = tuple(
        LayerSchedule(layer=layer, schedule=each)
        for layer, each in followed.items()
        if each != schedule
    )
    return schedule, layers
