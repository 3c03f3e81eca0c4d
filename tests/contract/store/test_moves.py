"""Each change of a run's state is in the table of transitions, and only `move` writes the state."""

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pruning_core.errors import LeaseLostError
from pruning_core.runs.events.kinds import RunEvent, RunFailed, RunInterrupted, RunStopped
from pruning_core.runs.pause import PauseReason
from pruning_core.runs.states import TRANSITIONS, RunState
from pruning_core.store import store as store_module
from pruning_core.store.moves import move
from pruning_core.store.store import RunStore
from pruning_core.store.tables import runs
from tests.contract.store.heartbeats import make_heartbeat_very_old
from tests.examples import FINISHED, short_run, step
from tests.second_connection import execute, read_rows, second_connection

STORE = Path(store_module.__file__).parent
MOVES = "CREATE TABLE moves (run_id TEXT, before TEXT, after TEXT)"
RECORD_MOVES = {
    "sqlite": [
        MOVES,
        """
        CREATE TRIGGER record_moves AFTER UPDATE OF state ON runs BEGIN
            INSERT INTO moves VALUES (OLD.id, OLD.state, NEW.state);
        END
        """,
    ],
    "postgresql": [
        MOVES,
        """
        CREATE FUNCTION record_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO moves VALUES (OLD.id, OLD.state, NEW.state);
            RETURN NULL;
        END $$
        """,
        "CREATE TRIGGER record_moves AFTER UPDATE OF state ON runs FOR EACH ROW EXECUTE FUNCTION record_move()",
    ],
}


def lose_worker(store: RunStore, run_id: str) -> None:
    """Make the heartbeat of a run's worker old, and release the run."""
    make_heartbeat_very_old(store, run_id)
    store.release_runs_of_silent_workers(3600)


def report(event: RunEvent) -> Callable[[RunStore, str], object]:
    """Make an operation in which the worker reports an event."""
    return lambda store, run_id: store.append(run_id, "worker", [event])


OPERATIONS: dict[str, Callable[[RunStore, str], object]] = {
    "claim": lambda store, run_id: store.claim(run_id, "worker"),
    "claim by another": lambda store, run_id: store.claim(run_id, "another"),
    "step": report(step(1)),
    "finish": report(FINISHED),
    "stop itself": report(RunStopped(step=2)),
    "fail": report(RunFailed(step=2, message="no")),
    "interrupt": report(RunInterrupted(step=2, message="gone")),
    "request stop": RunStore.request_stop,
    "request pause": RunStore.request_pause,
    "request resume": RunStore.request_resume,
    "release": lambda store, run_id: store.release(run_id, "worker"),
    "release by another": lambda store, run_id: store.release(run_id, "another"),
    "cannot continue": lambda store, run_id: store.release(
        run_id, "worker", pause_reason=PauseReason(reason="packages_changed")
    ),
    "lose worker": lose_worker,
}
"""The operations of workers and visitors on a run."""


@pytest.fixture(scope="module")
def recording_store(module_store: RunStore) -> RunStore:
    """A store whose database records every change of a state."""
    with second_connection(module_store) as connection:
        for statement in RECORD_MOVES[connection.dialect.name]:
            connection.exec_driver_sql(statement)
    return module_store


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 2)), max_size=30))
def test_every_change_of_state_is_in_the_table(
    recording_store: RunStore, operations: list[tuple[str, int]]
) -> None:
    ids = [recording_store.create(short_run()) for _run in range(3)]
    for operation, index in operations:
        with suppress(LeaseLostError):  # the store refuses workers that do not have the run
            OPERATIONS[operation](recording_store, ids[index])
    moves = read_rows(recording_store, "SELECT before, after FROM moves")
    execute(recording_store, "DELETE FROM moves")
    for before, after in moves:
        assert RunState(after) in TRANSITIONS[RunState(before)]
    for run in map(recording_store.get, ids):
        assert run.state.ended == (run.ended_at is not None)


@pytest.mark.parametrize("before", RunState)
@pytest.mark.parametrize("new_state", RunState)
def test_move_makes_only_the_changes_that_the_table_allows(
    store: RunStore, before: RunState, new_state: RunState
) -> None:
    run_id = store.create(short_run())
    execute(store, "UPDATE runs SET state = :state WHERE id = :id", state=before.value, id=run_id)
    with store._write() as connection:  # noqa: SLF001  (all parts of the store write with this method)
        row = move(connection, run_id, new_state, values={"owner": "worker"})
    assert (row is not None) == (new_state in TRANSITIONS[before])
    assert store.get(run_id).state is (new_state if row is not None else before)
    assert row is None or row.owner == "worker"


def test_move_does_not_change_a_run_that_does_not_meet_the_condition(store: RunStore) -> None:
    run_id = store.create(short_run())
    with store._write() as connection:  # noqa: SLF001  (as above)
        assert move(connection, run_id, RunState.PAUSED, where=runs.c.owner == "worker") is None
    assert store.get(run_id).state is RunState.QUEUED


def writes_of_state(path: Path) -> Iterator[int]:
    """The lines of a module that set the column `state`."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Attribute(attr="values"), keywords=keywords) if any(
                keyword.arg == "state" for keyword in keywords
            ):
                yield node.lineno
            case ast.Dict(keys=keys) if any(names_state(key) for key in keys):
                yield node.lineno
            case ast.Subscript(slice=key, ctx=ast.Store()) if names_state(key):
                yield node.lineno
            case ast.Constant(value=str(text)) if "set state" in text.lower():
                yield node.lineno


def names_state(key: ast.expr | None) -> bool:
    """Whether a key is the text "state" or the column."""
    return (isinstance(key, ast.Constant) and key.value == "state") or (
        isinstance(key, ast.Attribute) and key.attr == "state"
    )


def test_only_the_function_move_writes_the_column_state() -> None:
    modules = [*STORE.glob("*.py"), *STORE.glob("experiments/*.py")]
    writers = {path.name for path in modules if list(writes_of_state(path))}
    assert writers == {"moves.py"}
