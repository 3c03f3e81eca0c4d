"""A store of an older version opens and keeps all data, even if several processes open it or are killed."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sql

from pruning_core.errors import SettingsError
from pruning_core.runs.states import RunState
from pruning_core.store.requests import WorkerCommand
from pruning_core.store.store import RunStore
from pruning_core.store.tables import metadata
from pruning_core.store.versions.migrations import MIGRATIONS, Migration
from pruning_core.store.versions.schema import bring_up_to_date
from tests.examples import FINISHED, create_and_claim, short_run, started_event, step

BEFORE_MIGRATIONS = Path(__file__).with_name("before_migrations")
"""A data directory of the last version without migrations. It has a run in every state."""
NEWEST = MIGRATIONS[-1].number
FIRST_TABLES = """
    CREATE TABLE runs (
        id VARCHAR(32) NOT NULL PRIMARY KEY, config TEXT NOT NULL, state VARCHAR(16) NOT NULL,
        created_at FLOAT NOT NULL, ended_at FLOAT, owner VARCHAR(32), heartbeat_at FLOAT,
        stop_requested BOOLEAN NOT NULL, last_number INTEGER NOT NULL, last_step INTEGER NOT NULL
    );
    CREATE TABLE events (
        run_id VARCHAR(32) NOT NULL REFERENCES runs (id), number INTEGER NOT NULL,
        at FLOAT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run_id, number)
    );
"""
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """A copy of the data directory of the version before the first migration."""
    return Path(shutil.copytree(BEFORE_MIGRATIONS, tmp_path / "old"))


@pytest.fixture
def migrated_store(old_folder: Path) -> Iterator[RunStore]:
    """The store in `old_folder`, opened by this version."""
    opened = RunStore(url_in(old_folder))
    yield opened
    opened.close()


def url_in(folder: Path) -> str:
    """The address of the store in a data directory."""
    return f"sqlite:///{folder}/runs.db"


def old_rows(folder: Path) -> Rows:
    """All rows of the two oldest tables, with the columns that existed before the first migration."""
    with closing(sqlite3.connect(BEFORE_MIGRATIONS / "runs.db")) as database:
        runs = ", ".join(name for _n, name, *_rest in database.execute("PRAGMA table_info(runs)"))
    with closing(sqlite3.connect(folder / "runs.db")) as database:
        return {
            "runs": database.execute(f"SELECT {runs} FROM runs ORDER BY id").fetchall(),  # noqa: S608
            "events": database.execute("SELECT * FROM events ORDER BY run_id, number").fetchall(),
        }


def files_in(folder: Path) -> dict[str, str]:
    """The hash of each artifact, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("artifacts/*/*")
    }


def run_opening_script(*arguments: object) -> str:
    """Run `tests.contract.store.opening`. Return its output."""
    command = [sys.executable, "-m", "tests.contract.store.opening", *map(str, arguments)]
    process = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert process.returncode == 0, process.stderr
    return process.stdout.strip() + process.stderr


def test_store_from_before_migrations_keeps_every_run_event_and_artifact(
    old_folder: Path, migrated_store: RunStore
) -> None:
    assert old_rows(old_folder) == old_rows(BEFORE_MIGRATIONS)
    assert files_in(old_folder) == files_in(BEFORE_MIGRATIONS)
    assert len(files_in(old_folder)) == 3
    runs = migrated_store.recent()
    assert len(runs) == 11
    assert {run.state for run in runs} == set(RunState) - {RunState.PLANNED}
    assert {(run.origin, run.name, run.group_id, run.tags) for run in runs} == {
        ("lab", None, None, ())
    }
    for run in runs:
        assert all(stored.event for stored in migrated_store.events_after(run.id, 0))


def test_runs_of_an_older_version_are_found_by_their_config(migrated_store: RunStore) -> None:
    for run in migrated_store.recent():
        if run.state is RunState.FINISHED:
            run_found = migrated_store.find_finished_run(run.config)
        elif not run.state.ended:
            run_found = migrated_store.find_unfinished_run(run.config)
        else:
            continue
        assert run_found == run


def test_runs_of_an_older_version_continue_and_keep_their_keys(migrated_store: RunStore) -> None:
    queued = migrated_store.queued()[0]
    assert migrated_store.claim(queued.id, "worker") == 0
    assert (
        migrated_store.append(queued.id, "worker", [started_event(), step(1)])
        is WorkerCommand.CONTINUE
    )
    oldest = migrated_store.recent()[-1]
    assert migrated_store.controls(oldest.id, "the key")
    assert not migrated_store.controls(oldest.id, "another key")


def test_store_of_the_first_version_accepts_new_runs(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database:
        database.executescript(FIRST_TABLES)
    store = RunStore(url_in(tmp_path))
    run_id = create_and_claim(store, short_run())
    store.append(run_id, "worker", [started_event(), step(1), FINISHED])
    run = store.get(run_id)
    assert (run.state, run.last_step, run.pause_requested) == (RunState.FINISHED, 13, False)
    store.close()


def test_missing_columns_are_added(old_folder: Path) -> None:
    with closing(sqlite3.connect(old_folder / "runs.db")) as connection:
        for column in ("pause_requested", "seconds_trained", "most_seconds", "key_hash", "visitor"):
            connection.execute(f"ALTER TABLE runs DROP COLUMN {column}")
    store = RunStore(url_in(old_folder))
    run_id = store.create(short_run(), key="secret", visitor="ann")
    store.claim(run_id, "worker")
    assert store.append(run_id, "worker", [step(2)]) is WorkerCommand.CONTINUE
    assert len(store.recent()) == 12
    store.close()


@pytest.mark.parametrize("version", ["none", "first", "before migrations"])
def test_migrated_tables_equal_the_tables_of_the_queries(
    version: str, old_folder: Path, tmp_path: Path
) -> None:
    folder = {"none": tmp_path, "first": tmp_path, "before migrations": old_folder}[version]
    if version == "first":
        with closing(sqlite3.connect(folder / "runs.db")) as database:
            database.executescript(FIRST_TABLES)
    RunStore(url_in(folder)).close()
    inspector = sql.inspect(sql.create_engine(url_in(folder)))
    for table in metadata.tables.values():
        columns = {
            column["name"]: (str(column["type"]), column["nullable"])
            for column in inspector.get_columns(table.name)
        }
        assert columns == {c.name: (str(c.type), c.nullable) for c in table.columns}
        assert {index["name"] for index in inspector.get_indexes(table.name)} == {
            index.name for index in table.indexes
        }


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, NEWEST + 1))


def test_killed_migration_continues_at_the_next_start(old_folder: Path, tmp_path: Path) -> None:
    rows_before, work_folder = old_rows(old_folder), tmp_path / "killed"
    n_killed = int(run_opening_script("kill", old_folder, work_folder))
    assert n_killed > 4 * NEWEST, "each migration should be killed several times"
    reached_versions = set()
    for folder in sorted(work_folder.iterdir()):
        with closing(sqlite3.connect(folder / "runs.db")) as database:
            version_table = database.execute(
                "SELECT name FROM sqlite_master WHERE name = 'schema_version'"
            )
            reached_versions.add(
                database.execute("SELECT max(number) FROM schema_version").fetchone()[0]
                if version_table.fetchone()
                else 0
            )
        store = RunStore(url_in(folder))
        assert old_rows(folder) == rows_before
        assert store.find_finished_run(store.recent()[-1].config) is not None
        ended = {run.id for run in store.recent() if run.state.ended}
        assert set(store.outcomes([run.id for run in store.recent()])) == ended
        store.close()
    assert reached_versions == set(range(NEWEST + 1)), (
        "a process should be killed in each migration"
    )


@pytest.mark.parametrize("state_before", ["empty", "before migrations"])
def test_several_processes_can_open_a_store_at_the_same_time(
    state_before: str, old_folder: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / f"store {attempt}" for attempt in range(5)]
    for folder in folders:
        folder.mkdir()
        if state_before == "before migrations":
            shutil.copy(old_folder / "runs.db", folder)
    assert run_opening_script("together", 6, *map(url_in, folders)) == "0"
    for folder in folders:
        store = RunStore(url_in(folder))
        assert len(store.recent()) == (0 if state_before == "empty" else 11)
        store.close()


def test_store_of_a_newer_version_is_refused_and_stays_unchanged(old_folder: Path) -> None:
    RunStore(url_in(old_folder)).close()
    with closing(sqlite3.connect(old_folder / "runs.db")) as database, database:
        database.execute("INSERT INTO schema_version VALUES (?, 0)", (NEWEST + 1,))
    with pytest.raises(SettingsError, match="start the newer version of the lab that wrote it"):
        RunStore(url_in(old_folder))
    assert old_rows(old_folder) == old_rows(BEFORE_MIGRATIONS)


def test_each_migration_is_applied_once(old_folder: Path) -> None:
    RunStore(url_in(old_folder)).close()
    applied_dialects: list[str] = []

    def record_dialect(connection: sql.Connection) -> None:
        applied_dialects.append(connection.dialect.name)

    migrations = (*MIGRATIONS, Migration(number=NEWEST + 1, title="one more", apply=record_dialect))
    engine = sql.create_engine(url_in(old_folder))
    for _start in range(2):
        bring_up_to_date(engine, migrations)
    engine.dispose()
    assert applied_dialects == ["sqlite"]
