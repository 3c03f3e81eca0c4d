"""Each ended run has one outcome, and one query reads thousands of outcomes."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sql

from pruning_core.errors import LeaseLostError
from pruning_core.results.model_results import FLOAT
from pruning_core.results.results import read_results
from pruning_core.runs.events.kinds import PhaseStarted, RunEvent, RunFailed, RunStopped
from pruning_core.runs.states import RunState
from pruning_core.store.leases import MAX_CLAIMS_WITHOUT_PROGRESS
from pruning_core.store.outcomes import outcome_columns
from pruning_core.store.store import RunStore
from pruning_core.store.tables import outcomes, runs
from tests.examples import (
    FINISHED,
    create_and_claim,
    model_file,
    results_of,
    short_run,
    started_event,
    step,
)
from tests.second_connection import execute, read_rows, second_connection

CONFIG = short_run()
MODELS = results_of(model_file(FLOAT, b"content")).without_answers
BEFORE_MIGRATIONS = Path(__file__).with_name("before_migrations")
"""A data directory of the last version without migrations. It has a run in every state."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements that are executed within the block."""
    found: list[str] = []

    def record_statement(
        _connection: object, _cursor: object, statement: str, *_more: object
    ) -> None:
        found.append(statement)

    sql.event.listen(sql.Engine, "before_cursor_execute", record_statement)
    try:
        yield found
    finally:
        sql.event.remove(sql.Engine, "before_cursor_execute", record_statement)


def rows(store: RunStore, columns: str = "run_id, body") -> Sequence[tuple[object, ...]]:
    """The rows of the table of outcomes."""
    return read_rows(store, f"SELECT {columns} FROM outcomes ORDER BY run_id")  # noqa: S608  (columns of this file)


def test_unfinished_run_has_no_outcome(store: RunStore) -> None:
    run_id = create_and_claim(store, CONFIG)
    store.append(run_id, "worker", [started_event(), step(1)])
    assert store.outcome(run_id) is None
    assert store.outcome("no such run") is None
    assert store.outcomes([]) == {}


def test_outcome_has_the_numbers_of_the_last_event_and_of_the_files(store: RunStore) -> None:
    run_id = create_and_claim(store, CONFIG)
    store.append(run_id, "worker", [started_event(), step(1)])
    store.append(run_id, "worker", [PhaseStarted(phase="testing")])
    store.append(run_id, "worker", [FINISHED], models=MODELS)
    run, outcome = store.get(run_id), store.outcome(run_id)
    assert outcome is not None
    assert outcome.state is RunState.FINISHED
    assert outcome.accuracy is not None
    assert (outcome.accuracy.value, outcome.accuracy.images) == (0.9375, 360)
    assert outcome.models == MODELS
    assert outcome.ended_at == run.ended_at
    first, *_steps, testing, last = store.events_after(run_id, 0)
    assert outcome.durations.trained == run.seconds_trained
    assert outcome.durations.waited == first.at - run.created_at
    assert outcome.durations.measured == pytest.approx(last.at - testing.at, abs=0.05)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (RunStopped(step=1, message="enough"), RunState.STOPPED),
        (RunFailed(step=1, message="enough"), RunState.FAILED),
    ],
)
def test_run_that_ends_early_has_an_outcome_without_numbers(
    store: RunStore, event: RunEvent, state: RunState
) -> None:
    run_id = create_and_claim(store, CONFIG)
    store.append(run_id, "worker", [started_event(), step(1), event])
    outcome = store.outcome(run_id)
    assert outcome is not None
    assert (outcome.state, outcome.step, outcome.message) == (state, 1, "enough")
    assert (outcome.accuracy, outcome.kernels, outcome.models) == (None, None, None)
    assert outcome.durations.measured is None


def test_run_that_is_stopped_in_the_queue_has_an_outcome(store: RunStore) -> None:
    run_id = store.create(CONFIG)
    store.request_stop(run_id)
    outcome = store.outcome(run_id)
    assert outcome is not None
    assert outcome.state is RunState.STOPPED
    assert outcome.durations.trained == 0.0


def test_run_that_lost_its_workers_has_an_outcome(store: RunStore) -> None:
    run_id = store.create(CONFIG)
    for number in range(MAX_CLAIMS_WITHOUT_PROGRESS):
        store.claim(run_id, f"worker {number}")
        store.release_runs_of_silent_workers(-1.0)
    outcome = store.outcome(run_id)
    assert outcome is not None
    assert outcome.state is RunState.INTERRUPTED


def test_refused_event_writes_no_outcome(store: RunStore) -> None:
    run_id = create_and_claim(store, CONFIG)
    with pytest.raises(LeaseLostError):
        store.append(run_id, "another worker", [FINISHED])
    assert store.outcome(run_id) is None


def test_end_event_that_is_sent_twice_writes_one_outcome(store: RunStore) -> None:
    run_id = create_and_claim(store, CONFIG)
    store.append(run_id, "worker", [started_event(), FINISHED], after=0)
    with pytest.raises(LeaseLostError):  # the run has ended
        store.append(run_id, "worker", [started_event(), FINISHED], after=0)
    assert len(rows(store)) == 1


def test_one_query_reads_thousands_of_outcomes(store: RunStore) -> None:
    run_id = create_and_claim(store, CONFIG)
    store.append(run_id, "worker", [started_event(), FINISHED], models=MODELS)
    outcome = store.outcome(run_id)
    assert outcome is not None
    columns = outcome_columns(outcome)
    many_ids = [f"run {number}" for number in range(5_000)]
    with second_connection(store) as connection:
        for table, values in ((runs, {"created_at": 0.0}), (outcomes, columns)):
            key = "id" if table is runs else "run_id"
            connection.execute(table.insert(), [{key: each, **values} for each in many_ids])
    with statements() as executed_statements:
        found = store.outcomes([*many_ids, run_id, "no such run"])
    assert len(executed_statements) == 1
    assert found == dict.fromkeys([*many_ids, run_id], outcome)


def test_columns_for_sorting_have_the_numbers_of_the_outcome(store: RunStore) -> None:
    run_id = create_and_claim(store, CONFIG)
    store.append(run_id, "worker", [started_event(), replace(FINISHED, test_loss=None)])
    run = store.get(run_id)
    [row] = rows(store, "accuracy, loss, sparsity, bytes, seconds, ended_at")
    zeros = 100 / 409_600
    assert row == (0.9375, None, zeros, 1_000_000, run.seconds_trained, run.ended_at)


def test_damaged_outcome_is_omitted(store: RunStore) -> None:
    damaged, readable = (create_and_claim(store, CONFIG) for _run in range(2))
    for run_id in (damaged, readable):
        store.append(run_id, "worker", [started_event(), FINISHED])
    execute(store, "UPDATE outcomes SET body = '{}' WHERE run_id = :id", id=damaged)
    assert set(store.outcomes([damaged, readable])) == {readable}
    assert store.outcome(damaged) is None


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """A copy of the data directory of a version without outcomes."""
    return Path(shutil.copytree(BEFORE_MIGRATIONS, tmp_path / "old"))


def test_every_ended_run_of_an_older_store_gets_its_outcome(old_folder: Path) -> None:
    store = RunStore(f"sqlite:///{old_folder}/runs.db", data_dir=old_folder)
    runs = store.recent()
    found = store.outcomes([run.id for run in runs])
    assert set(found) == {run.id for run in runs if run.state.ended}
    runs_with_files = {folder.name for folder in (old_folder / "artifacts").iterdir()}
    assert runs_with_files
    for run in runs:
        if (outcome := found.get(run.id)) is None:
            continue
        last_event = store.last_event(run.id)
        assert (outcome.state, outcome.step) == (run.state, getattr(last_event, "step", None))
        assert (outcome.accuracy is not None) == (run.state is RunState.FINISHED)
        models = None
        if run.id in runs_with_files:
            models = read_results(old_folder / "artifacts" / run.id).without_answers
        assert outcome.models == models
    store.close()


def test_older_store_without_model_files_gets_outcomes_without_sizes(old_folder: Path) -> None:
    store = RunStore(f"sqlite:///{old_folder}/runs.db")
    found = store.outcomes([run.id for run in store.recent()])
    assert found
    assert all(outcome.models is None for outcome in found.values())
    store.close()
