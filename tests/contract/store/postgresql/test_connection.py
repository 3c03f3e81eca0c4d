"""The connection to PostgreSQL: it is made again if it breaks, and bad values and addresses are explained."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pruning_core.errors import RunStoreError, SettingsError, StoreBusyError
from pruning_core.runs.events.kinds import RunFailed
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, short_run
from tests.second_connection import read_rows

END_CONNECTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


def test_store_connects_again_after_the_server_has_closed_its_connections(
    postgresql_test_store: RunStore,
) -> None:
    run_id = postgresql_test_store.create(short_run())
    assert read_rows(postgresql_test_store, END_CONNECTIONS)
    assert postgresql_test_store.get(run_id).config == short_run()


def test_id_that_no_database_can_hold_is_an_error_with_a_sentence(store: RunStore) -> None:
    for run_id in ("\0", "\ud800"):
        with pytest.raises(RunStoreError) as error_info:
            store.get(run_id)
        assert not isinstance(error_info.value, StoreBusyError), (
            "a page would try it again for ever"
        )


def test_message_of_an_event_keeps_every_character(store: RunStore) -> None:
    run_id = create_and_claim(store, short_run())
    event = RunFailed(step=1, message="before\0after, \N{SNOWMAN}")
    store.append(run_id, "worker", [event])
    assert store.last_event(run_id) == event
    outcome = store.outcome(run_id)
    assert outcome is not None
    assert outcome.message == event.message


@pytest.mark.parametrize("name", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_form_of_an_address_uses_the_installed_driver(
    name: str, new_url: Callable[[], str]
) -> None:
    url = new_url().replace("postgresql:", f"{name}:")
    with contextlib.closing(RunStore(url)) as store:
        assert store.recent() == []


def test_database_that_does_not_exist_is_named(new_url: Callable[[], str]) -> None:
    with pytest.raises(SettingsError, match='database "nowhere" does not exist'):
        RunStore(new_url().replace("/postgres?", "/nowhere?"))


def test_server_that_does_not_answer_is_named_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Is the server running") as error_info:
        RunStore(f"postgresql://lab:secret@/runs?host={tmp_path}")
    assert "\n" not in str(error_info.value)
    assert "secret" not in str(error_info.value)
