"""Adds experiments and their runs to the store. No training of an experiment is planned twice."""

import secrets
import time
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.errors import ExperimentChangedError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.states import RunState
from pruning_core.store.creation import hash_of, insert_planned_runs
from pruning_core.store.experiments.queries import ExperimentQueries, is_member, no_experiment
from pruning_core.store.outcomes import MAX_IDS_PER_QUERY
from pruning_core.store.queries import IS_NOT_DELETED
from pruning_core.store.tables import experiments, reused_runs, runs
from pruning_core.texts import gettext

ENDED_WITHOUT_RESULT = (RunState.STOPPED, RunState.FAILED, RunState.INTERRUPTED)
"""A training whose runs all have one of these states is missing in its experiment."""
SHARED_BY_RUNS = ("group_id", "most_seconds", "key_hash", "visitor", "room")
"""The columns with the same value in all runs of an experiment."""


class Planning(ExperimentQueries):
    """The part of the run store that plans the runs of experiments."""

    def create_experiment(  # noqa: PLR0913  (a row, and its runs)
        self,
        *,
        name: str,
        definition: str,
        definition_hash: str,
        configs: Sequence[RunConfig],
        names: Sequence[str | None] | None = None,
        retries: int = 1,
        key: str | None = None,
        visitor: str | None = None,
        room: str | None = None,
        max_seconds: float | None = None,
        reuse_on: str | None = None,
    ) -> str:
        """Store an experiment and plan all its runs: either all are stored, or nothing.

        Args:
            name: The name of the experiment.
            definition: The experiment as TOML.
            definition_hash: The hash of the parts that never change.
            configs: The configs of its runs, in the order in which they begin.
            names: The name of each run, or None.
            retries: How often a failed run is trained again.
            key: The secret that controls the experiment and its runs. Only its hash is stored.
            visitor: The visitor who starts the experiment, or None.
            room: The room of a class, or None.
            max_seconds: How long each run may train.
            reuse_on: The kind of machine whose finished runs of the same training are used instead of
                new runs, or None to train every run.

        Returns:
            The id of the experiment.
        """
        row = {
            "id": secrets.token_hex(8),
            "name": name,
            "definition": definition,
            "definition_hash": definition_hash,
            "created_at": time.time(),
            "retries": retries,
            "key_hash": None if key is None else hash_of(key),
            "visitor": visitor,
            "room": room,
            "most_seconds": max_seconds,
        }
        with self._write() as connection:
            connection.execute(experiments.insert().values(row))
            plan_runs(connection, row, configs, names=names, reuse_on=reuse_on)
        return str(row["id"])

    def plan_missing_runs(  # noqa: PLR0913  (an experiment, its change, and its runs)
        self,
        experiment_id: str,
        configs: Sequence[RunConfig],
        *,
        names: Sequence[str | None] | None = None,
        definition: str | None = None,
        revision: int | None = None,
        reuse_on: str | None = None,
    ) -> int:
        """Plan a run for each config that has none in the experiment. So no training is repeated.

        A training is missing if it has no run, or if all its runs were stopped or have failed.

        Args:
            experiment_id: The experiment.
            configs: The configs of all its runs, in the order in which they begin.
            names: The name of each run, or None.
            definition: The new definition, or None if it does not change.
            revision: The revision that the caller has read, or None if the caller does not care.
            reuse_on: As in `create_experiment`.

        Returns:
            The number of new runs.

        Raises:
            ExperimentChangedError: If somebody else has changed the experiment in the meantime.
            RunStoreError: If there is no such experiment.
        """
        with self._write() as connection:
            row = changed_row(connection, experiment_id, definition, revision)
            return plan_runs(connection, row, configs, names=names, reuse_on=reuse_on)


def plan_runs(
    connection: sql.Connection,
    row: dict[str, Any],
    configs: Sequence[RunConfig],
    *,
    names: Sequence[str | None] | None,
    reuse_on: str | None,
) -> int:
    """Plan a run for each training that has none in an experiment. Return their number.

    Args:
        connection: A transaction.
        row: The row of the experiment.
        configs: The configs of all its runs.
        names: The name of each run, or None.
        reuse_on: The kind of machine whose finished runs may be used, or None.
    """
    has_run = sql.and_(is_member(row["id"]), runs.c.state.not_in(ENDED_WITHOUT_RESULT))
    present = set(connection.scalars(sql.select(runs.c.training_hash).where(has_run)))
    hashes = [hash_of(config.to_json()) for config in configs]
    if reuse_on is not None:
        present |= reuse_runs(connection, row["id"], set(hashes) - present, reuse_on)
    missing = [
        (config, name)
        for config, name, training_hash in zip(
            configs, names or [None] * len(configs), hashes, strict=True
        )
        if training_hash not in present
    ]
    insert_planned_runs(
        connection,
        [config for config, _name in missing],
        names=[name for _config, name in missing],
        shared=columns_of_runs(row),
    )
    return len(missing)


def columns_of_runs(row: dict[str, Any]) -> dict[str, Any]:
    """The columns that all planned runs of an experiment share, from the row of the experiment."""
    return {name: (row | {"group_id": row["id"]})[name] for name in SHARED_BY_RUNS}


def changed_row(
    connection: sql.Connection, experiment_id: str, definition: str | None, revision: int | None
) -> dict[str, Any]:
    """The row of an experiment, after its definition was replaced if there is a new one.

    Raises:
        ExperimentChangedError: If the experiment has another revision.
        RunStoreError: If there is no such experiment.
    """
    this_row = experiments.c.id == experiment_id
    row = connection.execute(sql.select(experiments).where(this_row).with_for_update())
    values = row.mappings().one_or_none()
    if values is None:
        raise no_experiment(experiment_id)
    if revision is not None and values["revision"] != revision:
        raise ExperimentChangedError(
            gettext(
                "somebody else has changed this experiment in the meantime: load it again, and repeat "
                "your change"
            )
        )
    if definition is not None and definition != values["definition"]:
        change = {"definition": definition, "revision": values["revision"] + 1}
        connection.execute(experiments.update().where(this_row).values(change))
    return dict(values)


def reuse_runs(
    connection: sql.Connection, experiment_id: str, hashes: Collection[str], host: str
) -> set[str]:
    """Let an experiment use finished runs of other experiments and single runs.

    Args:
        connection: A transaction.
        experiment_id: The experiment.
        hashes: The hashes of the trainings that it needs.
        host: The kind of machine that must have trained the runs.

    Returns:
        The hashes of the trainings that have a run now.
    """
    wanted, found = list(hashes), dict[str, str]()
    for first in range(0, len(wanted), MAX_IDS_PER_QUERY // 2):
        query = sql.select(runs.c.training_hash, runs.c.id).where(
            runs.c.training_hash.in_(wanted[first : first + MAX_IDS_PER_QUERY // 2]),
            runs.c.state == RunState.FINISHED,
            runs.c.host == host,
            IS_NOT_DELETED,
        )
        for row in connection.execute(query.order_by(runs.c.created_at)):
            found[row.training_hash] = row.id
    if found:
        rows = [{"experiment_id": experiment_id, "run_id": run_id} for run_id in found.values()]
        connection.execute(reused_runs.insert(), rows)
    return set(found)
