"""Makes the stored heartbeat of a run older, as if its worker had been silent."""

from pruning_core.store.store import RunStore
from tests.second_connection import execute


def make_heartbeat_very_old(store: RunStore, run_id: str) -> None:
    """Make the last heartbeat of a run's worker decades old."""
    set_heartbeat(store, run_id, "0")


def make_heartbeat_older(store: RunStore, run_id: str, *, seconds: float) -> None:
    """Make the last heartbeat of a run's worker `seconds` older."""
    set_heartbeat(store, run_id, f"heartbeat_at - {seconds}")


def set_heartbeat(store: RunStore, run_id: str, value: str) -> None:
    """Set the last heartbeat to an SQL expression."""
    execute(store, f"UPDATE runs SET heartbeat_at = {value} WHERE id = :id", id=run_id)  # noqa: S608
