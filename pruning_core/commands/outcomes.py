"""The command `outcomes`: prints how the stored runs ended, for other programs."""

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pruning_core.checks import quoted
from pruning_core.errors import RunStoreError
from pruning_core.results.outcome_json import outcome_to_json
from pruning_core.settings import Settings, read_settings

if TYPE_CHECKING:
    from pruning_core.store.store import RunStore

IDS_PER_QUERY = 1_000


def add_outcomes_flags(outcomes: argparse.ArgumentParser) -> None:
    """Add the arguments of `outcomes`."""
    outcomes.add_argument(
        "runs", nargs="*", metavar="RUN", help="the id of a run; without ids, all ended runs"
    )
    outcomes.set_defaults(run=print_outcomes)


def print_outcomes(options: argparse.Namespace) -> None:
    """Print a line of JSON for each run: its id, name, tags, config and outcome.

    Raises:
        RunStoreError: If there is no run store, or if a run does not exist or has not ended.
    """
    store = open_store(read_settings(os.environ))
    try:
        run_ids = options.runs or store.ended_run_ids()
        for first in range(0, len(run_ids), IDS_PER_QUERY):
            print_batch(
                store, run_ids[first : first + IDS_PER_QUERY], must_exist=bool(options.runs)
            )
    finally:
        store.close()


def print_batch(store: "RunStore", run_ids: list[str], *, must_exist: bool) -> None:
    """Print the outcomes of some runs.

    Args:
        store: The run store.
        run_ids: The ids of the runs.
        must_exist: Whether a run without an outcome is an error. If not, it is left out.
    """
    outcomes = store.outcomes(run_ids)
    for run_id in run_ids:
        if run_id in outcomes:
            run = store.get(run_id)
            line = {
                "run": run.id,
                "name": run.name,
                "tags": list(run.tags),
                "config": json.loads(run.config.to_json()),
                "outcome": json.loads(outcome_to_json(outcomes[run_id])),
            }
            print(json.dumps(line))
        elif must_exist:
            raise RunStoreError(
                f"the run {quoted(run_id)} has no outcome: it has not ended, or it is not in this store"
            )


def open_store(settings: Settings) -> "RunStore":
    """Open the run store of the lab. A store that does not exist is not created."""
    path = settings.database_url.removeprefix("sqlite:///")
    if path != settings.database_url and not Path(path).exists():
        raise RunStoreError(
            f"there are no runs in {path}: set PRUNELAB_DATA_DIR or PRUNELAB_DATABASE_URL to those "
            "of your lab"
        )

    from pruning_core.store.store import RunStore  # noqa: PLC0415  (other commands load no SQLAlchemy)

    return RunStore(settings.database_url, data_dir=settings.data_dir)
