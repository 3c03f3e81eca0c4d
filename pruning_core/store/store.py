"""RunStore: the runs and their numbered events in an SQL database. Only this folder uses SQL."""

from pathlib import Path

import sqlalchemy as sql

from pruning_core.store.creation import Creation
from pruning_core.store.database import translate_database_errors
from pruning_core.store.experiments.control import ExperimentControl
from pruning_core.store.experiments.feeding import Feeding
from pruning_core.store.experiments.model_requests import ModelRequests
from pruning_core.store.experiments.planning import Planning
from pruning_core.store.leases import Leases
from pruning_core.store.requests import Requests
from pruning_core.store.run_list.changes import RunChanges
from pruning_core.store.run_list.search import RunSearch
from pruning_core.store.tables import metadata
from pruning_core.store.versions.schema import bring_up_to_date

SECONDS_TO_WAIT_FOR_A_LOCK = 10.0


class RunStore(
    Creation,
    Leases,
    Requests,
    RunSearch,
    RunChanges,
    Planning,
    ExperimentControl,
    Feeding,
    ModelRequests,
):
    """Stores runs and their events. Several threads and processes may use it at the same time.

    Each part is a class: `Creation` adds runs, `Queries` reads, `Leases` is for workers, `Requests`
    is for visitors, `RunSearch` is the list of runs, `RunChanges` is for owners of runs,
    `Planning`, `ExperimentControl` and `Feeding` are for experiments, and `ModelRequests` is for
    model files that are made later.

    Args:
        url: An SQLAlchemy database URL.
        seconds_to_wait: How long a write waits for another write before it fails.
        data_dir: The folder with the files of runs, or None if it is not on this machine. The
            migration of an older store reads the results of runs from this folder.

    Raises:
        SettingsError: If the URL has no database, or if a newer version of the lab wrote it.
        StoreBusyError: If the database does not answer.
    """

    def __init__(
        self,
        url: str,
        *,
        seconds_to_wait: float = SECONDS_TO_WAIT_FOR_A_LOCK,
        data_dir: Path | None = None,
    ) -> None:
        super().__init__(url, seconds_to_wait=seconds_to_wait)
        with translate_database_errors():
            bring_up_to_date(self._engine, data_dir=data_dir)
        with (
            self._read() as connection
        ):  # raises an error now if these are tables of another program
            for table in metadata.tables.values():
                connection.execute(sql.select(table).limit(1))
