"""Checks a new run against the limits of the server, and describes these limits."""

from pathlib import Path

from pruning_core.engine.disk_space import bytes_in, is_full
from pruning_core.errors import LimitError
from pruning_core.plan import TrainingPlan
from pruning_core.runs.config import RunConfig
from pruning_core.settings import Limits
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext, grouped, ngettext


def admit(  # noqa: PLR0913  (a run, and everything that the limits depend on)
    store: RunStore,
    config: RunConfig,
    *,
    limits: Limits,
    data_dir: Path,
    key: str | None = None,
    visitor: str | None = None,
    name: str | None = None,
) -> str:
    """Queue a run and return its id.

    Raises:
        LimitError: If a limit does not allow the run; the message says what to do.
    """
    check_plan(config.plan, limits)
    check_disk(data_dir, limits)
    return store.create(
        config,
        key=key,
        visitor=visitor,
        name=name,
        max_seconds=60.0 * limits.minutes,
        max_runs_of_visitor=limits.runs_per_visitor if visitor is not None else None,
        max_waiting_runs=limits.queue,
    )


def check_plan(plan: TrainingPlan, limits: Limits) -> None:
    """Raise LimitError if a training is longer than this server allows.

    >>> check_plan(TrainingPlan(num_examples=500, batch_size=50, epochs=7), Limits(epochs=5))
    Traceback (most recent call last):
    ...
    pruning_core.errors.LimitError: this server trains at most 5 epochs, and this training has 7: lower epochs
    """
    if plan.epochs > limits.epochs:
        raise LimitError(
            ngettext(
                "this server trains at most {count} epoch, and this training has {number}: lower epochs",
                "this server trains at most {count} epochs, and this training has {number}: lower epochs",
                limits.epochs,
                number=grouped(plan.epochs),
            )
        )
    if plan.num_examples > limits.examples:
        raise LimitError(
            ngettext(
                "this server trains on at most {count} example, and this training has {number}: "
                "lower num_examples",
                "this server trains on at most {count} examples, and this training has {number}: "
                "lower num_examples",
                limits.examples,
                number=grouped(plan.num_examples),
            )
        )


def check_disk(data_dir: Path, limits: Limits) -> None:
    """Raise LimitError if the runs use more disk space than the limit, or if the disk is full."""
    used_bytes = bytes_in(data_dir)
    if used_bytes > limits.disk_megabytes * 10**6:
        raise LimitError(
            gettext(
                "the runs on this server use {used} MB, and the limit is {limit} MB: "
                "its operator must free disk space",
                used=grouped(round(used_bytes / 1e6)),
                limit=grouped(limits.disk_megabytes),
            )
        )
    if is_full(data_dir):
        raise LimitError(
            gettext("the disk of this server is full: its operator must free disk space")
        )


def limits_text(limits: Limits) -> str:
    """Sentences with all limits. A visitor can read them before a limit refuses or stops a run.

    >>> limits_text(Limits(epochs=5, examples=1_000, minutes=2)).partition(".")[0]
    'A run may have 5 epochs of 1,000 examples, and may train for 2 minutes'
    """
    return gettext(
        "A run may have {epochs} of {examples}, and may train for {minutes}. At most {yours} of "
        "your runs may wait, train or be paused at the same time. All visitors together may have "
        "{waiting} waiting runs, and all runs together may use {megabytes} MB of disk space.",
        epochs=ngettext("{count} epoch", "{count} epochs", limits.epochs),
        examples=ngettext("{count} example", "{count} examples", limits.examples),
        minutes=ngettext("{count} minute", "{count} minutes", limits.minutes),
        yours=grouped(limits.runs_per_visitor),
        waiting=grouped(limits.queue),
        megabytes=grouped(limits.disk_megabytes),
    )
