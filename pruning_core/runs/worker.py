"""What a worker process does with a run: claim it, train it, and say how it ended."""

import logging
import secrets
from contextlib import suppress
from typing import Any

from pruning_core.errors import PruningLabError
from pruning_core.runs.events import RunEvent, RunFailed
from pruning_core.runs.reporter import Reporter, RunEndedError
from pruning_core.runs.store import RunStore

log = logging.getLogger(__name__)


def dask_setup(_worker: Any) -> None:  # noqa: ANN401  (Dask's worker; its type would be an import)
    """Dask calls this when a worker starts: TensorFlow is loaded before the first run needs it."""
    import pruning_core.training.trainer  # noqa: F401


def work(run_id: str, database_url: str) -> None:
    """Train a queued run; a run that is not to be had is left alone."""
    store = RunStore(database_url)
    owner = secrets.token_urlsafe(9)
    try:
        if store.claim(run_id, owner):
            train_and_report(store, run_id, owner)
    finally:
        store.close()


def train_and_report(store: RunStore, run_id: str, owner: str) -> None:
    """Train a run that this worker has claimed, and write its end into its log."""
    from pruning_core.training.trainer import train

    last_step = 0
    with suppress(RunEndedError), Reporter(store, run_id, owner) as reporter:

        def emit(event: RunEvent) -> None:
            nonlocal last_step
            last_step = getattr(event, "step", last_step)
            reporter.emit(event)

        try:
            train(store.get(run_id).config, emit)
        except RunEndedError:
            raise
        except PruningLabError as error:
            reporter.emit(RunFailed(step=last_step, message=str(error)))
        except Exception as error:  # the outermost frame: whatever it was, the run says it
            log.exception("run %s failed", run_id)
            message = f"The training failed with {type(error).__name__}: {str(error)[:500]}"
            reporter.emit(RunFailed(step=last_step, message=message))
