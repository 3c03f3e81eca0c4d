"""The element that lists the runs. The browser asks the server for the rows that it shows, and for news."""

from functools import partial
from typing import Any

import streamlit as st

from pages.components.elements import browser_keys
from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import Script, base_path, read_source
from pages.components.runs_table.messages import RunsPage, answer_message
from pages.components.runs_table.routes import CHANGES_PATH, LIST_PATH
from pages.components.runs_table.rows import first_part, labels
from pages.components.session.visit import session_record
from pruning_core.store.run_list.changes import SECONDS_TO_UNDO

RUNS_TABLE = Script(name="runs-table", read=partial(bundle_modules, "runs_table/runs_table.js"))


def show_runs_table(*, key: str) -> None:
    """Show the list of runs. Its filters, its order and its columns are in the address of the page.

    Args:
        key: The key of the element.
    """
    component = st.components.v2.component(
        "runs_table",
        css=read_source(__package__, "runs_table.css"),
        js=RUNS_TABLE.loader,
        isolate_styles=False,
    )
    component(
        key=key,
        data=describe_table(),
        on_message_change=partial(receive, key),
    )


def describe_table() -> dict[str, Any]:
    """Return the script's data, in the form of `types.d.ts`."""
    address = st.query_params.to_dict()
    return {
        "list": base_path() + LIST_PATH,
        "changes": base_path() + CHANGES_PATH,
        "run_page": f"{base_path()}/run",
        "compare_page": f"{base_path()}/compare",
        "labels": labels(),
        "first": first_part(address),
        "own": list(browser_keys.keys()),
        "undo_seconds": SECONDS_TO_UNDO,
        "answer": session_record(RunsPage).answer,
    }


def receive(key: str) -> None:
    """Do what the browser requests. Streamlit calls this function before it runs the page again."""
    if (message := st.session_state[key].message) is not None:
        answer_message(message)
