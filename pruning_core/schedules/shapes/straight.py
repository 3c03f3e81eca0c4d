"""Named shapes that consist of straight lines."""

from pruning_core.checks import check_whole
from pruning_core.errors import ScheduleError
from pruning_core.schedules.keyframe import Keyframe, Segment
from pruning_core.schedules.keyframes import KeyframeSchedule
from pruning_core.schedules.shapes.arguments import check_span, check_sparsities


def one_shot(*, final_sparsity: float, step: int) -> KeyframeSchedule:
    """Prunes once, at `step`: s(t) = 0 before `step`, and s(t) = final_sparsity from `step` on.

    Source: OneShot of JaxPruner (Lee et al. 2023, arXiv:2304.14082).

    Args:
        final_sparsity: Sparsity from `step` on, in [0, 1).
        step: The step at which the masks change, at least 1, because trainings count steps from 1.

    Raises:
        ScheduleError: If an argument is out of range.

    >>> one_shot(final_sparsity=0.5, step=100).sparsity([99, 100])
    array([0. , 0.5], dtype=float32)
    """
    step = check_whole("step", step, least=1, error=ScheduleError)
    before = Keyframe(step=0, sparsity=0.0, segment=Segment.HOLD)
    return KeyframeSchedule(
        keyframes=[before, Keyframe(step=step, sparsity=final_sparsity)],
        begin_step=step,
        end_step=step,
        frequency=1,
    )


def linear(
    *,
    initial_sparsity: float = 0.0,
    final_sparsity: float,
    begin_step: int,
    end_step: int,
    frequency: int = 100,
) -> KeyframeSchedule:
    """A straight line: s(t) = initial + (final - initial) * p.

    p = clip((t - begin_step) / (end_step - begin_step), 0, 1), in this shape and in the others.

    Source: `linear` of Intel Neural Compressor's pruning schedulers; NNI's linear pruner.

    Args:
        initial_sparsity: Sparsity at `begin_step`, in [0, 1).
        final_sparsity: Sparsity from `end_step` on, in [0, 1).
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change, after `begin_step`.
        frequency: Number of steps from one update of the masks to the next, at least 1.

    Raises:
        ScheduleError: If an argument is out of range.

    >>> linear(final_sparsity=0.5, begin_step=0, end_step=100, frequency=10).sparsity([50, 100])
    array([0.25, 0.5 ], dtype=float32)
    """
    steps = check_span(begin_step=begin_step, end_step=end_step, frequency=frequency)
    initial, final = check_sparsities(initial_sparsity, final_sparsity)
    keyframes = [
        Keyframe(step=begin_step, sparsity=initial),
        Keyframe(step=end_step, sparsity=final),
    ]
    return KeyframeSchedule(keyframes=keyframes, **steps)
