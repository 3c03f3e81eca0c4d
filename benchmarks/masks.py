"""Measures `applied_sparsity` for a long training, compared with tfmot called step by step."""

import time
from collections.abc import Callable
from statistics import median

from benchmarks.report import print_line, print_values
from pruning_core import PolynomialDecay, applied_sparsity, update_steps

STEPS = 1_000_000
STEPS_FOR_TFMOT = 500
LONG_STEPS = 1_000_000_000
ROUNDS = 7
SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.875, begin_step=0, end_step=STEPS, frequency=100
)
LONG_SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.875, begin_step=0, end_step=LONG_STEPS, frequency=100_000
)


def seconds(call: Callable[[], object]) -> float:
    """The duration of a call in seconds."""
    started_at = time.perf_counter()
    call()
    return time.perf_counter() - started_at


def main() -> None:
    """Print the times, and the ratio of the times per step."""
    tfmot_schedule = SCHEDULE.to_tfmot()
    lab_times, tfmot_times, long_times = [], [], []
    for _ in range(ROUNDS):
        lab_times.append(1000 * seconds(lambda: applied_sparsity(SCHEDULE, STEPS)))
        tfmot_times.append(
            1000 * seconds(lambda: [tfmot_schedule(step) for step in range(STEPS_FOR_TFMOT)])
        )
        long_times.append(1000 * seconds(lambda: update_steps(LONG_SCHEDULE, LONG_STEPS)))
    print_values(f"applied_sparsity, {STEPS:,} steps", lab_times, "ms")
    print_values(f"tfmot step by step, {STEPS_FOR_TFMOT:,} steps", tfmot_times, "ms")
    ratio = (median(tfmot_times) / STEPS_FOR_TFMOT) / (median(lab_times) / STEPS)
    print_line(f"tfmot's time per step divided by the lab's: {ratio:,.0f}")
    print_values(f"update_steps, {LONG_STEPS:,} steps and 10,000 updates", long_times, "ms")
