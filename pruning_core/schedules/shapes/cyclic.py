"""The named shape that rises to the final sparsity several times."""

from pruning_core.checks import check_whole
from pruning_core.errors import ScheduleError
from pruning_core.schedules.keyframe import Keyframe, Segment
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.shapes.arguments import check_span, check_sparsities
from pruning_core.texts import ngettext

MAX_CYCLES = 31


def cyclic(  # noqa: PLR0913  (the arguments of the other shapes, and cycles)
    *,
    initial_sparsity: float = 0.0,
    final_sparsity: float,
    begin_step: int,
    end_step: int,
    frequency: int = 100,
    cycles: int = 3,
) -> KeyframeSchedule:
    """Rises to the final sparsity several times. In between, it falls half of the way back.

    s(t) = low_k + (final - low_k) * (3 q**2 - 2 q**3), q = clip((t - a_k) / (b_k - a_k), 0, 1)

    in cycle k, which begins at step a_k. low_0 = initial, and later low_k = (initial + final) / 2. The
    updates are divided among the cycles. A cycle ends with an update at step b_k. The next update,
    at a_(k+1) = b_k + frequency, lowers the sparsity, so that weights that were pruned by mistake
    can recover. These weights start from the values to which they drifted. The last cycle ends at
    the final sparsity.

    Args:
        initial_sparsity: Sparsity at `begin_step`, in [0, 1).
        final_sparsity: Sparsity at the end of each cycle, in [0, 1).
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change, after `begin_step`.
        frequency: Number of steps from one update to the next. Each cycle needs two updates.
        cycles: Number of rises of the sparsity, from 1 to 31.

    Raises:
        ScheduleError: If an argument is out of range, or a cycle has fewer than two updates.

    Source: Srinivas et al. 2022, Cyclical Pruning for Sparse Neural Networks, arXiv:2202.01290:
    a periodic schedule lets pruned weights recover. The curve within a cycle is the lab's.

    >>> schedule = cyclic(final_sparsity=0.8, begin_step=0, end_step=600, cycles=2)
    >>> schedule.sparsity([0, 300, 400, 600])
    array([0. , 0.8, 0.4, 0.8], dtype=float32)
    """
    steps = check_span(begin_step=begin_step, end_step=end_step, frequency=frequency)
    initial, final = check_sparsities(initial_sparsity, final_sparsity)
    cycles = check_whole("cycles", cycles, least=1, most=MAX_CYCLES, error=ScheduleError)
    updates = (end_step - begin_step) // frequency
    check_cycles(cycles, updates)
    keyframes = []
    low, start = initial, begin_step
    for cycle in range(1, cycles + 1):
        end = begin_step + frequency * (cycle * updates // cycles)
        keyframes.append(Keyframe(step=start, sparsity=low, segment=Segment.SMOOTH))
        keyframes.append(Keyframe(step=end, sparsity=final, segment=Segment.HOLD))
        low, start = (initial + final) / 2, end + frequency
    return KeyframeSchedule(keyframes=keyframes, **steps)


def check_cycles(cycles: int, updates: int) -> None:
    """Raise ScheduleError if there are fewer than two updates for each cycle."""
    if updates < 2 * cycles:
        raise ScheduleError(
            "cycles",
            ngettext(
                "cycles must have two updates each, got cycles={cycles} and {count} update: "
                "lower cycles or frequency, or raise end_step",
                "cycles must have two updates each, got cycles={cycles} and {count} updates: "
                "lower cycles or frequency, or raise end_step",
                updates,
                cycles=cycles,
            ),
        )
