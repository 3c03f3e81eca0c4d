"""The outcomes of runs: one row for each ended run. The transaction that ends the run writes it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.errors import ResultsError
from pruning_core.results.model_results import ModelResults
from pruning_core.results.outcome import Durations, Outcome, outcome_of
from pruning_core.results.outcome_json import outcome_from_json, outcome_to_json
from pruning_core.runs.config import run_config_from_json
from pruning_core.runs.events.kinds import EndEvent, RunFinished
from pruning_core.store.tables import events, outcomes

log = logging.getLogger(__name__)

MAX_IDS_PER_QUERY = 30_000
"""The largest number of ids in one query. SQLite allows 32,766 values in one statement."""


def write_outcome(
    connection: sql.Connection, run: sql.Row[Any], event: EndEvent, models: ModelResults | None
) -> None:
    """Store the outcome of a run that has just ended.

    Args:
        connection: The transaction that ends the run.
        run: The row of the run after its end.
        event: The event that ended the run. It is already stored.
        models: The measurements of the run's model files, or None.
    """
    numbers = sql.select(events.c.number, events.c.at).where(
        events.c.run_id == run.id, events.c.number.in_((1, run.last_number - 1))
    )
    times = {row.number: row.at for row in connection.execute(numbers)}
    columns = outcome_columns(outcome_of_run(run, event, times, models))
    connection.execute(outcomes.insert().values(run_id=run.id, **columns))


def outcome_of_run(
    run: sql.Row[Any], event: EndEvent, times: Mapping[int, float], models: ModelResults | None
) -> Outcome:
    """The outcome of a run.

    Args:
        run: The row of the run, with config, created_at, ended_at, seconds_trained and last_number.
        event: The event that ended the run.
        times: The times of the first event and of the last but one event, by event number.
        models: The measurements of the run's model files, or None.
    """
    first, before_last = times.get(1), times.get(run.last_number - 1)
    measured = None
    if isinstance(event, RunFinished) and before_last is not None:
        # The last but one event marks the end of the training. Then the network is tested and saved.
        measured = max(0.0, run.ended_at - before_last)
    config = None
    if (
        isinstance(event, RunFinished) and run.config is not None
    ):  # other runs need no config, which may be unreadable
        config = run_config_from_json(run.config)
    return outcome_of(
        event,
        config,
        ended_at=run.ended_at,
        durations=Durations(
            # A worker stores the first event when it begins to work on the run.
            waited=None if first is None else max(0.0, first - run.created_at),
            trained=run.seconds_trained,
            measured=measured,
        ),
        models=models,
        host=getattr(run, "host", None),  # older stores have no such column
    )


def outcome_columns(outcome: Outcome) -> dict[str, Any]:
    """The columns of an outcome: the numbers for sorting runs, and the complete outcome as JSON."""
    return {
        "accuracy": None if outcome.accuracy is None else outcome.accuracy.value,
        "loss": None if outcome.loss is None else outcome.loss.value,
        "sparsity": outcome.sparsity,
        "bytes": outcome.zipped_h5_bytes,
        "seconds": outcome.durations.trained,
        "ended_at": outcome.ended_at,
        "body": outcome_to_json(outcome),
    }


def outcomes_of(
    connection: sql.Connection, run_ids: Sequence[str]
) -> Iterator[tuple[str, Outcome]]:
    """The ids and outcomes of these runs, without runs whose outcome is missing or unreadable.

    Up to 30,000 runs need one query.
    """
    for first in range(0, len(run_ids), MAX_IDS_PER_QUERY):
        batch = outcomes.c.run_id.in_(run_ids[first : first + MAX_IDS_PER_QUERY])
        for row in connection.execute(sql.select(outcomes.c.run_id, outcomes.c.body).where(batch)):
            try:
                yield row.run_id, outcome_from_json(row.body)
            except ResultsError as error:
                log.warning("the outcome of run %s is omitted: %s", row.run_id, error)
