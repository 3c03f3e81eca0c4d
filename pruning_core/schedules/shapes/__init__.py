"""Named shapes: well-known curves as keyframe schedules. They can be trained, and edited in the browser."""

from collections.abc import Callable

from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.shapes.bent import cosine, exponential
from pruning_core.schedules.shapes.cyclic import cyclic
from pruning_core.schedules.shapes.straight import linear, one_shot

__all__ = ["SHAPES", "cosine", "cyclic", "exponential", "linear", "one_shot"]

SHAPES: dict[str, Callable[..., KeyframeSchedule]] = {
    "one_shot": one_shot,
    "linear": linear,
    "cosine": cosine,
    "exponential": exponential,
    "cyclic": cyclic,
}
"""Every shape by its name, in the order of the menu."""
