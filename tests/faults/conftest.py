"""What a run comes to when nothing disturbs it: trained once, and compared with every disturbed one."""

import pytest

from pruning_core.runs.lifecycle import RunState
from pruning_core.runs.store import RunStore
from tests.faults.workers import SECONDS_TO_WAIT, log, some_seconds, worker


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    """The event log of `some_seconds`; the hash of the final weights is in it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    store = RunStore(f"sqlite:///{folder}/runs.db")
    run_id = store.create(some_seconds())
    assert worker(store, run_id, folder).wait(SECONDS_TO_WAIT) == 0
    assert store.get(run_id).state is RunState.FINISHED
    whole = log(store, run_id)
    store.close()
    return whole
