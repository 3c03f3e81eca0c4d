"""The engine uses a Dask cluster that it did not start."""

import time
from dataclasses import replace
from pathlib import Path

from distributed import LocalCluster

from pruning_core.engine.engine import Engine, EngineState
from pruning_core.settings import read_settings
from pruning_core.store.store import RunStore

SECONDS_TO_CONNECT = 60


def test_engine_has_as_many_workers_as_the_cluster_has_threads(
    store: RunStore, tmp_path: Path
) -> None:
    usual = read_settings({"PRUNELAB_DATA_DIR": str(tmp_path), "PRUNELAB_WORKERS": "1"})
    with LocalCluster(
        n_workers=2, threads_per_worker=2, processes=False, dashboard_address="127.0.0.1:0"
    ) as cluster:
        engine = Engine(store, replace(usual, dask_scheduler=cluster.scheduler_address))
        try:
            wait_until_ready(engine)
            assert engine.workers == 4
        finally:
            engine.close()


def wait_until_ready(engine: Engine) -> None:
    """Wait until the engine has found the workers."""
    deadline = time.monotonic() + SECONDS_TO_CONNECT
    while engine.state is not EngineState.READY:
        assert time.monotonic() < deadline
        time.sleep(0.05)
