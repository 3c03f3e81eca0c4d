"""A schedule as CSV: one row per step."""

import csv
import io
from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import check_whole
from pruning_core.errors import PlanError
from pruning_core.plan import MAX_TOTAL_STEPS, TrainingPlan
from pruning_core.prediction.masks import applied_at, update_range
from pruning_core.schedules import Schedule

COLUMNS = ("step", "epoch", "scheduled", "applied", "update")
MAX_ROWS = 100_000


def curve_csv(schedule: Schedule, plan: TrainingPlan) -> str:
    """Scheduled and applied sparsity at the steps of a training, as CSV with a header.

    | column | meaning |
    |---|---|
    | step | the step of a pruned layer, counted from 1; in a plain `fit`, the optimizer step |
    | epoch | the epoch of the step, counted from 1 |
    | scheduled | the sparsity of the schedule at the step |
    | applied | the sparsity of the masks after the step: the scheduled sparsity at their last update |
    | update | 1 where masks change, else 0 |

    Numbers have enough digits to give the same float32 when they are read. A training of up to 100,000 steps has
    one row per step. A longer training has at most 100,000 rows: the first and the last step, the
    update steps (every n-th, if there are more than 50,000), and evenly spaced steps. Each row is
    exact for its step; nothing is averaged. After an update of `prediction.ties.tied_updates`, masks may
    also keep all weights.

    >>> from pruning_core import ConstantSparsity
    >>> schedule = ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=2)
    >>> print(curve_csv(schedule, TrainingPlan(num_examples=6, batch_size=3, epochs=2)), end="")
    step,epoch,scheduled,applied,update
    1,1,0.5,0.0,0
    2,1,0.5,0.5,1
    3,2,0.5,0.5,0
    4,2,0.5,0.5,1
    """
    steps = table_steps(schedule, plan.total_steps)
    epochs = (1 + (steps - 1) // plan.calls_per_epoch).tolist()
    rows = curve_rows(schedule, steps, total_steps=plan.total_steps)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (step, epoch, *rest) for epoch, (step, *rest) in zip(epochs, rows, strict=True)
    )
    return text.getvalue()


def curve_rows(
    schedule: Schedule, steps: NDArray[np.int64], *, total_steps: int, n_weights: int | None = None
) -> Iterator[tuple[int, str, str, int]]:
    """Step, scheduled, applied and update for each of the steps.

    The memory depends on the number of steps, not on the length of the training.

    Args:
        schedule: The schedule.
        steps: Steps in 1..total_steps, int64 of shape (n,).
        total_steps: Length of the training in steps.
        n_weights: Number of weights of one kernel. If given, `applied` is exact for this kernel, unless
            the kernel may keep all weights; see `prediction.ties.tied_updates`.

    >>> from pruning_core import ConstantSparsity
    >>> schedule = ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=2)
    >>> list(curve_rows(schedule, np.array([1, 2]), total_steps=4))
    [(1, '0.5', '0.0', 0), (2, '0.5', '0.5', 1)]
    """
    return zip(
        steps.tolist(),
        schedule.sparsity(steps).astype(str).tolist(),
        applied_at(schedule, steps, total_steps=total_steps, n_weights=n_weights)
        .astype(str)
        .tolist(),
        schedule.should_prune(steps).astype(int).tolist(),
        strict=True,
    )


def all_curve_rows(
    schedule: Schedule, *, total_steps: int, every: int = 1, n_weights: int | None = None
) -> Iterator[tuple[int, str, str, int]]:
    """The rows of `curve_rows` for the steps 1, 1 + every, ... and the last step, a part at a time.

    The memory does not depend on the length of the training.

    Args:
        schedule: The schedule.
        total_steps: Length of the training in steps.
        every: The distance from one row to the next.
        n_weights: Number of weights of one kernel, as in `curve_rows`.

    Raises:
        PlanError: If a number is out of range.

    >>> from pruning_core import ConstantSparsity
    >>> schedule = ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=2)
    >>> [step for step, *_ in all_curve_rows(schedule, total_steps=6, every=3)]
    [1, 4, 6]
    """
    check_whole("total_steps", total_steps, least=1, most=MAX_TOTAL_STEPS, error=PlanError)
    check_whole("every", every, least=1, error=PlanError)
    if n_weights is not None:
        check_whole("n_weights", n_weights, least=1, error=PlanError)
    selected = range(1, total_steps, every)
    parts = (selected[first : first + MAX_ROWS] for first in range(0, len(selected), MAX_ROWS))
    return chain.from_iterable(
        curve_rows(
            schedule,
            np.arange(part.start, part.stop, part.step),
            total_steps=total_steps,
            n_weights=n_weights,
        )
        for part in chain(parts, [range(total_steps, total_steps + 1)])
    )


def table_steps(schedule: Schedule, total_steps: int) -> NDArray[np.int64]:
    """The steps that have a row in the table (see `curve_csv`)."""
    if total_steps <= MAX_ROWS:
        return np.arange(1, total_steps + 1)
    half = MAX_ROWS // 2
    updates = update_range(schedule, total_steps)
    selected = updates[:: -(-len(updates) // half) or 1]
    evenly_spaced = np.linspace(1, total_steps, half).astype(np.int64)
    return np.union1d(np.arange(selected.start, selected.stop, selected.step), evenly_spaced)
