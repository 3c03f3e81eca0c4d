"""Reads experiments, and the progress of their runs."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sql

from pruning_core.checks import quoted
from pruning_core.errors import RunStoreError
from pruning_core.runs.events.kinds import RunStarted
from pruning_core.runs.states import RunState
from pruning_core.store.creation import hash_of
from pruning_core.store.outcomes import MAX_IDS_PER_QUERY
from pruning_core.store.queries import IS_NOT_DELETED, Queries
from pruning_core.store.rows import readable_event
from pruning_core.store.tables import events, experiments, reused_runs, runs
from pruning_core.texts import gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredExperiment:
    """An experiment in the store.

    Attributes:
        id: Its id, which is also the `group_id` of its runs.
        name: Its name.
        definition: The experiment as TOML.
        created_at: The time of its creation, in seconds since the epoch.
        revision: The number of changes and 1.
        paused: Whether no more of its runs are queued.
        retries: How often a failed run is trained again.
    """

    id: str
    name: str
    definition: str
    created_at: float
    revision: int
    paused: bool
    retries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberRun:
    """A run of an experiment, without its config.

    Attributes:
        id: The id of the run.
        training_hash: SHA-256 of its config: it says which arm and seed the run has.
        state: Its state.
        last_step: The last step that was trained.
        seconds_trained: Its training time, in seconds.
        created_at: The time of its creation.
        ended_at: The time of its end, or None.
        host: The kind of the machine that trained it, or None if it is not known.
    """

    id: str
    training_hash: str
    state: RunState
    last_step: int
    seconds_trained: float
    created_at: float
    ended_at: float | None
    host: str | None


MAX_EVENTS_BEFORE_START = 5
"""The number of events among which is the event that the training begins."""
COLUMNS = [
    experiments.c[name]
    for name in ("id", "name", "definition", "created_at", "revision", "paused", "retries")
]
MEMBER_COLUMNS = [
    runs.c[name]
    for name in (
        "id",
        "training_hash",
        "state",
        "last_step",
        "seconds_trained",
        "created_at",
        "ended_at",
        "host",
    )
]


class ExperimentQueries(Queries):
    """The part of the run store that reads experiments."""

    def experiment(self, experiment_id: str) -> StoredExperiment:
        """The experiment with this id.

        Raises:
            RunStoreError: If there is no such experiment.
        """
        matches = self._select_experiments(
            sql.select(*COLUMNS).where(experiments.c.id == experiment_id)
        )
        if not matches:
            raise no_experiment(experiment_id)
        return matches[0]

    def experiments(self, limit: int = 100) -> list[StoredExperiment]:
        """The latest experiments, newest first."""
        newest = experiments.c.created_at.desc()
        return self._select_experiments(sql.select(*COLUMNS).order_by(newest).limit(limit))

    def find_experiment(self, definition_hash: str) -> StoredExperiment | None:
        """The latest experiment with this hash of its definition, or None."""
        query = sql.select(*COLUMNS).where(experiments.c.definition_hash == definition_hash)
        matches = self._select_experiments(query.order_by(experiments.c.created_at.desc()).limit(1))
        return matches[0] if matches else None

    def controls_experiment(self, experiment_id: str, key: str) -> bool:
        """Whether a key controls an experiment. Nobody controls an experiment without a key."""
        query = sql.select(experiments.c.key_hash).where(experiments.c.id == experiment_id)
        with self._read() as connection:
            stored_hash = connection.scalar(query)
        return stored_hash is not None and hmac.compare_digest(stored_hash, hash_of(key))

    def experiment_states(self, experiment_ids: Sequence[str]) -> dict[str, dict[RunState, int]]:
        """The number of runs in each state, for each experiment. One query for all experiments."""
        own = (
            sql.select(runs.c.group_id, runs.c.state, sql.func.count())
            .where(runs.c.group_id.in_(experiment_ids))
            .group_by(runs.c.group_id, runs.c.state)
        )
        reused = (
            sql.select(reused_runs.c.experiment_id, runs.c.state, sql.func.count())
            .join(runs, runs.c.id == reused_runs.c.run_id)
            .where(reused_runs.c.experiment_id.in_(experiment_ids), IS_NOT_DELETED)
            .group_by(reused_runs.c.experiment_id, runs.c.state)
        )
        states: dict[str, dict[RunState, int]] = {each: {} for each in experiment_ids}
        with self._read() as connection:
            for experiment_id, name, count in connection.execute(sql.union_all(own, reused)):
                counts, state = states[experiment_id], RunState(name)
                counts[state] = counts.get(state, 0) + count
        return states

    def experiment_runs(self, experiment_id: str) -> list[MemberRun]:
        """The runs of an experiment, oldest first."""
        query = sql.select(*MEMBER_COLUMNS).where(is_member(experiment_id))
        with self._read() as connection:
            rows = connection.execute(query.order_by(runs.c.created_at, runs.c.id)).mappings()
            return [MemberRun(**dict(row, state=RunState(row["state"]))) for row in rows]

    def package_versions(self, run_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """The versions of the packages that trained some runs, by the ids of the runs."""
        versions: dict[str, dict[str, str]] = {}
        for first in range(0, len(run_ids), MAX_IDS_PER_QUERY):
            query = sql.select(events.c.run_id, events.c.body).where(
                events.c.run_id.in_(run_ids[first : first + MAX_IDS_PER_QUERY]),
                events.c.number <= MAX_EVENTS_BEFORE_START,
            )
            with self._read() as connection:
                for row in connection.execute(query):
                    event = readable_event(row.run_id, row.body)
                    if isinstance(event, RunStarted):
                        versions[row.run_id] = dict(event.versions)
        return versions

    def _select_experiments(self, query: sql.Select[tuple[object, ...]]) -> list[StoredExperiment]:
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return [StoredExperiment(**dict(row) | {"paused": bool(row["paused"])}) for row in rows]


def is_member(experiment_id: str) -> sql.ColumnElement[bool]:
    """Whether a run belongs to an experiment, or is reused by it."""
    reused = sql.select(reused_runs.c.run_id).where(reused_runs.c.experiment_id == experiment_id)
    is_reused = sql.and_(runs.c.id.in_(reused), IS_NOT_DELETED)
    return sql.or_(runs.c.group_id == experiment_id, is_reused)


def no_experiment(experiment_id: str) -> RunStoreError:
    """The error about an experiment that is not in the store."""
    return RunStoreError(
        gettext(
            "there is no experiment {experiment} in this store: it may be from another server",
            experiment=quoted(experiment_id),
        )
    )
