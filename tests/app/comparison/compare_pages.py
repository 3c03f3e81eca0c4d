"""Functions for tests of the page that compares runs."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.components import services
from tests.app.runs.run_pages import open_page
from tests.compared_runs import config_of, store_finished_run


def open_comparison(app: AppTest, *run_ids: str) -> AppTest:
    """Open the page by a link with these ids."""
    return open_page(app, "compare.py", {"runs": ",".join(run_ids)})


def store_runs(*seeds: int) -> list[str]:
    """Store a finished run for each seed. Return the ids."""
    return [store_finished_run(services.run_store(), config_of(seed=seed)) for seed in seeds]


def comparison_data(app: AppTest) -> dict[str, Any]:
    """The data that the page sends to its element."""
    (data,) = (
        parsed
        for element in app.get("bidi_component")
        if "comparison" in (parsed := json.loads(element.proto.json))
    )
    comparison: dict[str, Any] = data
    return comparison


def notes_on_page(app: AppTest) -> list[str]:
    """The sentences about the link and about single runs."""
    data = comparison_data(app)
    return [*data["problems"], *data["comparison"]["notes"]]
