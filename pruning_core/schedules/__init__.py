"""Schedules: the scheduled sparsity at each step, exactly as a traced tfmot training computes it."""

from pruning_core.schedules.config import Schedule, schedule_from_config, schedule_from_json
from pruning_core.schedules.constant import ConstantSparsity
from pruning_core.schedules.keyframe import Keyframe, Segment
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.polynomial import PolynomialDecay

__all__ = [
    "ConstantSparsity",
    "Keyframe",
    "KeyframeSchedule",
    "PolynomialDecay",
    "Schedule",
    "Segment",
    "schedule_from_config",
    "schedule_from_json",
]
