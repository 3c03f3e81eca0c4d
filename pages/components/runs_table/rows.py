"""Describes the rows of the list of runs for the browser, which writes the numbers."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pages.components import services
from pages.components.runs.run_list import STATE_LABELS
from pruning_core.data.facts import DATASETS
from pruning_core.errors import PruningLabError
from pruning_core.networks import NETWORKS
from pruning_core.prediction.summary import title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.optimizers import OPTIMIZERS
from pruning_core.runs.run_list.link import query_from_parameters, query_to_parameters
from pruning_core.runs.run_list.query import DENSE, RunQuery
from pruning_core.runs.run_list.row import RunRow
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.texts import gettext

MAX_TITLES_IN_MEMORY = 1_000


def labels() -> dict[str, dict[str, str]]:
    """The texts of states, data sets, networks, kinds of schedules and optimizers, by their names."""
    return {
        "state": {state.value: gettext(label) for state, label in STATE_LABELS.items()},
        "data": {name: gettext(row.title) for name, row in DATASETS.items()},
        "net": {name: gettext(network.title) for name, network in NETWORKS.items()},
        "kind": {**{name: name for name in SCHEDULE_CLASSES}, DENSE: gettext("Dense baseline")},
        "optimizer": {name: gettext(row.title) for name, row in OPTIMIZERS.items()},
    }


def part_of_list(query: RunQuery, *, visitor: str = "", own_ids: tuple[str, ...] = ()) -> str:
    """A part of the list as JSON: its rows, the number of all rows, and the version of the list.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    store = services.run_store()
    version = store.list_version()  # read first, so that it is never newer than the rows
    page = store.search_runs(query, visitor=visitor, own_ids=own_ids)
    rows = [row_values(row) for row in page.rows]
    return json.dumps({"version": version.token, "total": page.total, "rows": rows})


def first_part(address: Mapping[str, str]) -> dict[str, Any] | None:
    """The first rows, with the parameters of their query. So the browser needs no request to show them.

    Returns:
        None if the query is invalid, if the database does not answer, or if only the browser knows the
        visitor's runs. Then the browser requests the rows, and shows the reason.
    """
    try:
        query = query_from_parameters(address)
        if query.mine:
            return None
        return {
            "parameters": query_to_parameters(query),
            "part": json.loads(part_of_list(query)),
        }
    except PruningLabError:
        return None


def row_values(row: RunRow) -> dict[str, Any]:
    """The values of a row, in the form of `types.d.ts`. Missing values are omitted."""
    config = row.config
    values = {
        "id": row.id,
        "state": row.state,
        "created": row.created_at,
        "ended": row.ended_at,
        "name": row.name,
        "tags": list(row.tags) or None,
        "notes": row.notes or None,
        "group": row.group_id,
        "step": row.last_step,
        "seconds": row.seconds,
        "accuracy": row.accuracy,
        "loss": row.loss,
        "zeros": row.zeros,
        "bytes": row.bytes,
        "sparsity": row.final_sparsity,
    }
    if config is None:
        values["title"] = gettext("This version of the lab cannot read the training.")
    else:
        values |= {
            "title": title_of(config),
            "data": config.dataset,
            "net": config.network,
            "kind": DENSE if config.schedule is None else type(config.schedule).__name__,
            "seed": config.seed,
            "steps": config.plan.total_steps,
            "epochs": config.plan.epochs,
            "optimizer": config.optimizer,
            "rate": config.learning_rate,
        }
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(MAX_TITLES_IN_MEMORY)
def title_of(config: RunConfig) -> str:
    """The short description of a run's schedule."""
    return title(config.schedule)
