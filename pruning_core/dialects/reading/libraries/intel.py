"""Reads Neural Compressor's configuration: linear decay, or keyframes at its updates."""

import numpy as np

from pruning_core.dialects.intel import IntelSchedule
from pruning_core.dialects.reading.libraries.numbers import Reading, read_numbers
from pruning_core.dialects.reading.python.values import Answers, Construction, Value
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.schedules.keyframe import MAX_KEYFRAMES, Keyframe
from pruning_core.texts import gettext


def read_intel(construction: Construction, answers: Answers) -> Reading:
    """The schedule of a WeightPruningConfig: linear decay, or keyframes at its updates."""
    local = construction.arguments.get("pruning_configs")
    local = local[0] if isinstance(local, list) and local else local
    defaults: dict[str, Value] = {
        "target_sparsity": 0.9,
        "start_step": 0,
        "end_step": 0,
        "pruning_frequency": 1,
        "sparsity_decay_type": "exp",
    }
    arguments = {**construction.arguments, **(local if isinstance(local, dict) else {})}
    with_defaults = {name: arguments.get(name, value) for name, value in defaults.items()}
    numbers = read_numbers(with_defaults, required=(), answers=answers)
    schedule = IntelSchedule(**numbers)
    note = gettext("Neural Compressor leaves the last Linear layer, the classifier, dense.")
    return intel_schedule(schedule), note


def intel_schedule(intel: IntelSchedule) -> Schedule:
    """Neural Compressor's staircase as a schedule of the lab, with the same updates."""
    begin, frequency = intel.start_step + 1, intel.pruning_frequency
    target = intel.target_sparsity
    if frequency < 1:
        return ConstantSparsity(target_sparsity=target, begin_step=begin, frequency=frequency)
    n_updates = (intel.end_step - intel.start_step) // frequency
    if n_updates < 1:
        return ConstantSparsity(target_sparsity=target, begin_step=begin, end_step=begin)
    end = begin + n_updates * frequency
    if intel.sparsity_decay_type == "linear":
        return PolynomialDecay(
            initial_sparsity=0.0,
            final_sparsity=target,
            begin_step=begin,
            end_step=end,
            power=1,
            frequency=frequency,
        )
    indices = np.unique(np.linspace(0, n_updates, min(n_updates + 1, MAX_KEYFRAMES)).astype(int))
    steps = begin + indices * frequency
    keyframes = [
        Keyframe(step=step, sparsity=sparsity)
        for step, sparsity in zip(steps.tolist(), intel.sparsity(steps).tolist(), strict=True)
    ]
    return KeyframeSchedule(
        keyframes=keyframes, begin_step=begin, end_step=end, frequency=frequency
    )
