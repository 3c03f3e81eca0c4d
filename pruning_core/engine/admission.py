"""Who may start which run: the operator's limits, said before they bite and kept when they do."""

from pathlib import Path

from pruning_core.engine.disk_space import bytes_in, is_full
from pruning_core.errors import LimitError
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.settings import Limits
from pruning_core.store.store import RunStore


def admit(  # noqa: PLR0913  (a run, and everything that its limits are counted by)
    store: RunStore,
    config: RunConfig,
    *,
    limits: Limits,
    data_dir: Path,
    key: str | None = None,
    visitor: str | None = None,
) -> str:
    """Queue a run that the limits allow; returns its id.

    Raises:
        LimitError: With the limit, and what can be done about it.
    """
    check_plan(config.plan, limits)
    check_disk(data_dir, limits)
    return store.create(
        config,
        key=key,
        visitor=visitor,
        most_seconds=60.0 * limits.minutes,
        most_of_visitor=limits.runs_per_visitor if visitor is not None else None,
        most_waiting=limits.queue,
    )


def check_plan(plan: TrainingPlan, limits: Limits) -> None:
    """Raise LimitError when a training is longer than this server's operator allows.

    >>> check_plan(TrainingPlan(num_examples=500, batch_size=50, epochs=7), Limits(epochs=5))
    Traceback (most recent call last):
    ...
    pruning_core.errors.LimitError: this server trains at most 5 epochs, and 7 are asked for: lower epochs
    """
    for name, asked, most in (
        ("epochs", plan.epochs, limits.epochs),
        ("examples", plan.num_examples, limits.examples),
    ):
        if asked > most:
            field = "num_examples" if name == "examples" else name
            raise LimitError(
                f"this server trains at most {most:,} {name}, and {asked:,} are asked for: lower {field}"
            )


def check_disk(data_dir: Path, limits: Limits) -> None:
    """Raise LimitError when the runs take as much room as they may, or the disk is full."""
    taken = bytes_in(data_dir)
    if taken > limits.disk_megabytes * 10**6:
        raise LimitError(
            f"the runs on this server take {taken / 1e6:,.0f} MB, and may take "
            f"{limits.disk_megabytes:,} MB: its operator has to make room"
        )
    if is_full(data_dir):
        raise LimitError("the disk of this server is full: its operator has to make room")


def in_words(limits: Limits) -> str:
    """What a visitor should know before a run is refused or stopped.

    >>> in_words(Limits(epochs=5, examples=1_000, minutes=2)).partition(";")[0]
    'A run here may have 5 epochs of 1,000 examples and train for 2 minutes'
    """
    return (
        f"A run here may have {limits.epochs:,} epochs of {limits.examples:,} examples and train for "
        f"{limits.minutes:,} minutes; at most {limits.runs_per_visitor:,} of yours may wait, train "
        f"or be paused at a time. All visitors' runs: at most {limits.queue:,} may wait, and take "
        f"{limits.disk_megabytes:,} MB of disk."
    )
