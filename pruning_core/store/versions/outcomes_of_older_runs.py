"""Makes the outcomes of older runs from their logs and files. Older stores had no outcomes."""

import logging
from pathlib import Path

import sqlalchemy as sql

from pruning_core.results.model_results import ModelResults
from pruning_core.results.results import artifacts_folder, results_or_none
from pruning_core.runs.events.event_json import event_from_json
from pruning_core.runs.events.kinds import EndEvent
from pruning_core.store.outcomes import outcome_columns, outcome_of_run

log = logging.getLogger(__name__)


def columns(table: str, names: str) -> sql.TableClause:
    """A table with only the columns that it has after this migration."""
    return sql.table(table, *map(sql.column, names.split()))


RUNS = columns("runs", "id config created_at ended_at seconds_trained last_number")
EVENTS = columns("events", "run_id number at body")
OUTCOMES = columns("outcomes", "run_id accuracy loss sparsity bytes seconds ended_at body")


def fill_outcomes(connection: sql.Connection) -> None:
    """Store the outcome of each run that has ended.

    Model results are read from the folder in the connection's execution option `data_dir`. If
    the option is not set, or the file with the results does not exist, the outcome has no model results.
    """
    data_dir: Path | None = connection.get_execution_options().get("data_dir")
    for run in connection.execute(sql.select(RUNS).where(RUNS.c.ended_at.is_not(None))).all():
        numbers = (1, run.last_number - 1, run.last_number)
        query = sql.select(EVENTS).where(EVENTS.c.run_id == run.id, EVENTS.c.number.in_(numbers))
        rows = {row.number: row for row in connection.execute(query)}
        try:
            event = event_from_json(rows[run.last_number].body)
            if not isinstance(event, EndEvent):
                continue
            times = {number: row.at for number, row in rows.items()}
            outcome = outcome_of_run(run, event, times, stored_models(data_dir, run.id))
        except (ValueError, KeyError, TypeError) as error:
            log.warning("run %s gets no outcome because its log cannot be read: %r", run.id, error)
            continue
        row = {"run_id": run.id, **outcome_columns(outcome)}
        values = {name: value for name, value in row.items() if name in OUTCOMES.c}
        connection.execute(OUTCOMES.insert().values(values))


def stored_models(data_dir: Path | None, run_id: str) -> ModelResults | None:
    """The measurements of a run's model files, or None if they cannot be read."""
    if data_dir is None:
        return None
    results = results_or_none(artifacts_folder(data_dir, run_id))
    return None if results is None else results.without_answers
