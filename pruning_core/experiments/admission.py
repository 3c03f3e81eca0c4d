"""Checks a new experiment against the limits of the server, and starts it."""

from pathlib import Path

from pruning_core.engine.admission import check_disk, check_plan
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.estimate import check_disk_space, estimate_in_store
from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.start import Start, create
from pruning_core.settings import Limits
from pruning_core.store.store import RunStore


def admit_experiment(  # noqa: PLR0913  (an experiment, and everything that the limits depend on)
    store: RunStore,
    text: str,
    *,
    limits: Limits,
    data_dir: Path,
    workers: int,
    key: str | None = None,
    visitor: str | None = None,
) -> Start:
    """Store an experiment with all its runs.

    Args:
        store: The run store.
        text: The experiment as TOML.
        limits: The limits of the server.
        data_dir: The folder of the runs, whose disk must have enough space.
        workers: How many runs train at the same time.
        key: The secret that controls the experiment and its runs.
        visitor: The visitor who starts it.

    Raises:
        ExperimentError: If the text describes no experiment.
        LimitError: If a limit does not allow the experiment; the message says what to do.
    """
    experiment = read_experiment(text)
    check_limits(experiment, limits)
    check_disk(data_dir, limits)
    check_disk_space(estimate_in_store(store, experiment, workers=workers), data_dir)
    return create(
        store,
        experiment,
        text=text,
        key=key,
        visitor=visitor,
        max_seconds=60.0 * limits.minutes,
    )


def check_limits(experiment: Experiment, limits: Limits) -> None:
    """Raise LimitError if a run of the experiment is longer than this server allows."""
    for arm in experiment.arms:
        check_plan(arm.config.plan, limits)
