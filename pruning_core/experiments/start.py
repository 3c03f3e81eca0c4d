"""Starts an experiment in a run store, or continues it. No training is repeated."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pruning_core.errors import ExperimentError
from pruning_core.experiments.definition import Experiment, PlannedRun
from pruning_core.experiments.file import read_experiment, write_experiment
from pruning_core.runs.states import RunState
from pruning_core.store.experiments.queries import StoredExperiment
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """An experiment that runs now.

    Attributes:
        id: The id of the experiment in the store.
        experiment: The experiment, with all seeds that it has in the store.
        is_new: Whether the store did not have it before.
        n_new: The number of runs that were added.
    """

    id: str
    experiment: Experiment
    is_new: bool
    n_new: int


def create(  # noqa: PLR0913  (an experiment, and who starts it)
    store: RunStore,
    experiment: Experiment,
    *,
    text: str | None = None,
    key: str | None = None,
    visitor: str | None = None,
    room: str | None = None,
    max_seconds: float | None = None,
    host: str | None = None,
    held: Collection[tuple[str, int]] = (),
) -> Start:
    """Store a new experiment with all its runs.

    Args:
        store: The run store.
        experiment: The experiment.
        text: The experiment as TOML, as somebody wrote it. Without a text, it is written.
        key: The secret that controls the experiment and its runs.
        visitor: The visitor who starts it, or None.
        room: The room of a class, or None.
        max_seconds: How long each run may train.
        host: The kind of machine that will train the runs. If the experiment has `reuse`, finished runs
            of the same training on this kind of machine are used.
        held: The arm and the seed of each training whose result exists outside the store. It is not planned.
    """
    runs = runs_without(experiment, held)
    experiment_id = store.create_experiment(
        name=experiment.name,
        definition=write_experiment(experiment) if text is None else text,
        definition_hash=experiment.definition_hash,
        configs=[run.config for run in runs],
        names=[run.name for run in runs],
        retries=experiment.retries,
        key=key,
        visitor=visitor,
        room=room,
        max_seconds=max_seconds,
        reuse_on=host if experiment.reuse else None,
    )
    states = store.experiment_states([experiment_id])[experiment_id]
    n_new = states.get(RunState.PLANNED, 0)
    return Start(id=experiment_id, experiment=experiment, is_new=True, n_new=n_new)


def start_or_continue(  # noqa: PLR0913  (an experiment, and how it starts)
    store: RunStore,
    experiment: Experiment,
    *,
    text: str | None = None,
    experiment_id: str | None = None,
    max_seconds: float | None = None,
    host: str | None = None,
    held: Collection[tuple[str, int]] = (),
) -> Start:
    """Continue an experiment that the store has already, or create it.

    An experiment is the same if its name, arms and comparisons are equal. New seeds are added.

    Args:
        store: The run store.
        experiment: The experiment.
        text: The experiment as TOML, as somebody wrote it.
        experiment_id: The id of the experiment in the store, or None to find it by its definition.
        max_seconds: How long each run may train, if the experiment is new.
        host: As in `create`.
        held: As in `create`.

    Raises:
        ExperimentError: If the experiment with this id has another definition.
    """
    if experiment_id is None:
        stored = store.find_experiment(experiment.definition_hash)
    else:
        stored = store.experiment(experiment_id)
    if stored is None:
        return create(store, experiment, text=text, max_seconds=max_seconds, host=host, held=held)
    if read_experiment(stored.definition).definition_hash != experiment.definition_hash:
        raise ExperimentError(
            "id",
            gettext(
                "the experiment {id} has another name, other arms or other comparisons: leave out the "
                "id to start a new one",
                id=stored.id,
            ),
        )
    n_new, whole = add_seeds(store, stored, experiment.seeds, host=host, held=held)
    store.resume_experiment(stored.id)
    return Start(id=stored.id, experiment=whole, is_new=False, n_new=n_new)


def runs_without(experiment: Experiment, held: Collection[tuple[str, int]]) -> list[PlannedRun]:
    """The runs of an experiment, without the trainings of these arms and seeds."""
    return [run for run in experiment.runs if (run.arm.name, run.seed) not in held]


def add_seeds(
    store: RunStore,
    stored: StoredExperiment,
    seeds: Sequence[int],
    *,
    host: str | None = None,
    held: Collection[tuple[str, int]] = (),
) -> tuple[int, Experiment]:
    """Add seeds to an experiment, and plan every run that is missing in it.

    Runs that were stopped, or that have failed too often, are planned again.

    Args:
        store: The run store.
        stored: The experiment, as it was read from the store.
        seeds: The seeds to add. Seeds that the experiment has already are ignored.
        host: As in `create`.
        held: As in `create`.

    Returns:
        The number of new runs, and the experiment with all its seeds.

    Raises:
        ExperimentChangedError: If somebody else has changed the experiment since it was read.
    """
    before = read_experiment(stored.definition)
    whole = before.with_seeds(seeds)
    runs = runs_without(whole, held)
    n_new = store.plan_missing_runs(
        stored.id,
        [run.config for run in runs],
        names=[run.name for run in runs],
        definition=None if whole.seeds == before.seeds else write_experiment(whole),
        revision=stored.revision,
        reuse_on=host if before.reuse else None,
    )
    return n_new, whole
