"""Reads from the run store. This module does not change the store."""

import hmac
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sql

from pruning_core.checks import quoted
from pruning_core.errors import RunDeletedError, RunStoreError
from pruning_core.results.outcome import Outcome
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunEvent
from pruning_core.runs.pause import PauseReason, pause_reason_from_text
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.runs.states import UNFINISHED, RunState
from pruning_core.runs.turns import Turn
from pruning_core.store.creation import hash_of
from pruning_core.store.database import Database
from pruning_core.store.outcomes import outcomes_of
from pruning_core.store.rows import readable_event, readable_run
from pruning_core.store.tables import deleted_runs, events, outcomes, runs
from pruning_core.texts import gettext

IS_NOT_DELETED = runs.c.deleted_at.is_(None)


class Queries(Database):
    """The part of the run store that reads."""

    def controls(self, run_id: str, key: str) -> bool:
        """Whether a key controls a run. Nobody controls a run without a key."""
        with self._read() as connection:
            stored_hash = connection.scalar(sql.select(runs.c.key_hash).where(runs.c.id == run_id))
        return stored_hash is not None and hmac.compare_digest(stored_hash, hash_of(key))

    def get(self, run_id: str) -> Run:
        """The run with this id.

        Raises:
            RunDeletedError: If its owner has deleted the run.
            RunStoreError: If there is no such run, or if this version of the lab cannot read it.
        """
        matches = self._select(sql.select(runs).where(runs.c.id == run_id, IS_NOT_DELETED))
        if not matches and self.is_deleted(run_id):
            message = gettext("run {run} was deleted by who started it", run=quoted(run_id))
            raise RunDeletedError(message)
        if not matches:
            raise RunStoreError(
                gettext(
                    "there is no run {run} that can be read: it may be from another server, or from "
                    "another version of the lab",
                    run=quoted(run_id),
                )
            )
        return matches[0]

    def is_deleted(self, run_id: str) -> bool:
        """Whether a run was deleted: a moment ago, so that it can be restored, or for good."""
        in_the_list = sql.select(runs.c.id).where(runs.c.id == run_id, ~IS_NOT_DELETED)
        removed = sql.select(deleted_runs.c.run_id).where(deleted_runs.c.run_id == run_id)
        with self._read() as connection:
            return connection.execute(sql.union_all(in_the_list, removed)).first() is not None

    def runs_by_id(self, run_ids: Sequence[str]) -> dict[str, Run]:
        """Some runs by id, in one query. Runs that do not exist or cannot be read are omitted."""
        query = sql.select(runs).where(runs.c.id.in_(run_ids), IS_NOT_DELETED)
        return {run.id: run for run in self._select(query)}

    def recent(self, limit: int = 50) -> list[Run]:
        """The latest runs, newest first."""
        newest_first = sql.select(runs).order_by(runs.c.created_at.desc())
        return self._select(newest_first.where(IS_NOT_DELETED).limit(limit))

    def recent_with_steps(self, limit: int = 50) -> list[Run]:
        """The latest runs that have trained at least one step, newest first. They show how fast this server trains."""
        newest_first = sql.select(runs).order_by(runs.c.created_at.desc())
        return self._select(newest_first.where(IS_NOT_DELETED, runs.c.last_step > 0).limit(limit))

    def running(self) -> list[Run]:
        """The runs that train now."""
        return self._select(sql.select(runs).where(runs.c.state == RunState.RUNNING))

    def ended_run_ids(self) -> list[str]:
        """The ids of all runs with an outcome. The run that ended first is the first."""
        in_order = sql.select(outcomes.c.run_id).order_by(outcomes.c.ended_at, outcomes.c.run_id)
        query = in_order.join(runs, runs.c.id == outcomes.c.run_id).where(IS_NOT_DELETED)
        with self._read() as connection:
            return list(connection.scalars(query))

    def states(self, run_ids: Sequence[str]) -> dict[str, RunState]:
        """The states of some runs, by id."""
        query = sql.select(runs.c.id, runs.c.state).where(runs.c.id.in_(run_ids))
        with self._read() as connection:
            return {row.id: RunState(row.state) for row in connection.execute(query)}

    def queued(self) -> list[Run]:
        """The queued runs, in any order. `engine.queue` decides which run is next."""
        return self._select(sql.select(runs).where(runs.c.state == RunState.QUEUED))

    def latest_turns(self, limit: int = 500) -> list[Turn]:
        """The latest claims of workers, newest first. `engine.queue` needs them for its turns."""
        query = (
            sql.select(runs.c.visitor, runs.c.room, runs.c.group_id, runs.c.claimed_at.label("at"))
            .where(runs.c.claimed_at.is_not(None))
            .order_by(runs.c.claimed_at.desc())
            .limit(limit)
        )
        with self._read() as connection:
            return [Turn(**row) for row in connection.execute(query).mappings()]

    def find_finished_run(self, config: RunConfig) -> Run | None:
        """The latest finished run of the same training, or None."""
        same_training = sql.select(runs).where(
            runs.c.training_hash == hash_of(config.to_json()),
            runs.c.state == RunState.FINISHED,
            IS_NOT_DELETED,
        )
        matches = self._select(same_training.order_by(runs.c.created_at.desc()).limit(1))
        return matches[0] if matches else None

    def runs_with_other_seeds(self, config: RunConfig, *, limit: int) -> list[Run]:
        """The latest runs with the same config, except for the seed.

        The JSON of a config contains the seed once, so the texts before and after the seed are compared.
        """
        before, after = config.to_json().split(f'"seed": {config.seed}', maxsplit=1)
        query = sql.select(runs).where(
            runs.c.config.startswith(before, autoescape=True),
            runs.c.config.endswith(after, autoescape=True),
            runs.c.training_hash != hash_of(config.to_json()),
            IS_NOT_DELETED,
        )
        matches = self._select(query.order_by(runs.c.created_at.desc()).limit(limit))
        return [run for run in matches if replace(run.config, seed=config.seed) == config]

    def find_unfinished_run(self, config: RunConfig) -> Run | None:
        """The unfinished run of the same training that will probably end first, or None."""
        same_training = sql.select(runs).where(
            runs.c.training_hash == hash_of(config.to_json()), runs.c.state.in_(UNFINISHED)
        )
        ranks = {state.value: rank for rank, state in enumerate(UNFINISHED)}
        rank = sql.case(ranks, value=runs.c.state)
        matches = self._select(same_training.order_by(rank, runs.c.created_at).limit(1))
        return matches[0] if matches else None

    def events_after(self, run_id: str, number: int, limit: int = 10_000) -> list[StoredEvent]:
        """The events of a run with numbers above `number`, in order."""
        query = (
            sql.select(events.c.number, events.c.at, events.c.body)
            .where(events.c.run_id == run_id, events.c.number > number)
            .order_by(events.c.number)
            .limit(limit)
        )
        with self._read() as connection:
            return [StoredEvent(**row) for row in connection.execute(query).mappings()]

    def last_event(self, run_id: str) -> RunEvent | None:
        """The latest event of a run, or None if the run has no event."""
        query = sql.select(events.c.body).where(events.c.run_id == run_id)
        with self._read() as connection:
            body = connection.scalar(query.order_by(events.c.number.desc()).limit(1))
        return None if body is None else readable_event(run_id, body)

    def outcome(self, run_id: str) -> Outcome | None:
        """The outcome of a run, or None if it has not ended."""
        return self.outcomes([run_id]).get(run_id)

    def outcomes(self, run_ids: Sequence[str]) -> dict[str, Outcome]:
        """The outcomes of some runs by id, in one query. Runs that have not ended are omitted."""
        with self._read() as connection:
            return dict(outcomes_of(connection, run_ids))

    def pause_reasons(self, run_ids: Sequence[str]) -> dict[str, PauseReason]:
        """The reasons of pauses that no visitor requested, by the ids of the runs."""
        is_paused = sql.and_(runs.c.id.in_(run_ids), runs.c.state == RunState.PAUSED)
        query = sql.select(runs.c.id, runs.c.held_up).where(is_paused, runs.c.held_up.is_not(None))
        with self._read() as connection:
            return {
                row.id: pause_reason_from_text(row.held_up) for row in connection.execute(query)
            }

    def _select(self, query: sql.Select[Any]) -> list[Run]:
        with self._read() as connection:
            rows = connection.execute(query).mappings().all()
        return [run for row in rows if (run := readable_run(row)) is not None]
