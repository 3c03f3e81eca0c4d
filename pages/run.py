"""The page of one run: watch it live, read its results, download its files, and start the next run."""

import streamlit as st

from pages.components import services
from pages.components.comparison.ways_in import show_comparison_links
from pages.components.elements import browser_keys
from pages.components.elements.browser_title import set_browser_title
from pages.components.elements.database_error import show_database_error
from pages.components.elements.widget_workarounds import widget_key_of_run
from pages.components.live_run import show_live_run
from pages.components.new_run.next_run_buttons import (
    name_of_next_run,
    run_requested_after,
    show_next_run_buttons,
)
from pages.components.new_run.start import open_started_run, start_run
from pages.components.results import show_results
from pages.components.results.run_downloads import show_run_downloads
from pages.components.runs.run_controls import show_run_controls, show_wait
from pages.components.runs.run_heading import describe_for_tab, show_run_heading
from pages.components.session.run_start import RUN, RunStart
from pages.components.session.visit import session_record, sync_changes_to_url, sync_from_url
from pages.components.session.widgets import escape_markdown, show_link_problems
from pruning_core.errors import RunStoreError, StoreBusyError
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext


def page() -> None:
    """Show the page. If the database does not answer, show an error instead of the run."""
    run_id = st.query_params.get(RUN)
    open_started_run()
    browser_keys.move_key_to_session(run_id)
    sync_from_url(page_parameters=[RUN])
    try:
        show_linked_run(run_id)
    except StoreBusyError as error:
        # Without this line, the training would start when the database answers again.
        session_record(RunStart).pressed_button = ""
        st.title(gettext("Run"))
        show_database_error(error)
    sync_changes_to_url(**({RUN: run_id} if run_id else {}))


def show_linked_run(run_id: str | None) -> None:
    """Show the run in the link. Start the run that a button below it requested.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    browser_keys.store_key_if_valid()
    run = find_linked_run(run_id)
    if run is None:
        show_way_to_runs()
    else:
        if (config := run_requested_after(run)) is not None:
            start_run(config, name=name_of_next_run(run))
        show_run(run)
    session_record(RunStart).pressed_button = ""
    show_link_problems()
    browser_keys.sync_keys_with_browser(None if run is None else run.id)


def find_linked_run(run_id: str | None) -> Run | None:
    """Return the run in the link. If there is none, show the reason and return None."""
    if not run_id:
        st.title(gettext("Run"))
        st.info(gettext("The address of this page names no run."), icon=":material/link_off:")
        return None
    try:
        return services.run_store().get(run_id)
    except StoreBusyError:  # perhaps the run exists
        raise
    except RunStoreError as error:
        st.title(gettext("Run"))
        st.error(
            escape_markdown(gettext("The link does not lead to a run: {reason}.", reason=error)),
            icon=":material/link_off:",
        )
        return None


def show_way_to_runs() -> None:
    """Show links to the page that starts a run, and to the list of all runs."""
    with st.container(horizontal=True):
        st.page_link("train.py", label=gettext("Start a run"), icon=":material/play_arrow:")
        st.page_link("runs.py", label=gettext("All runs"), icon=":material/list:")


def show_run(run: Run) -> None:
    """Show a run: live while it trains, and with its results after it has ended."""
    outcome = services.run_store().outcome(run.id) if run.state.ended else None
    set_browser_title(describe_for_tab(run, outcome))
    show_run_heading(run)
    show_run_controls(run)
    if run.state is RunState.QUEUED:
        show_wait(run)
    show_live_run(run, key=widget_key_of_run("live run", run.id))
    if run.state.ended:
        show_results(services.run_store(), run, key=run.id)
    show_run_downloads(services.run_store(), run, key=run.id)
    show_next_run_buttons(run)
    show_comparison_links(run)
    show_way_to_runs()


page()
