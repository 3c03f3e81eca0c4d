"""The train page: what to train, the buttons that start a run, and the list of runs."""

from collections.abc import Sequence

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.elements.data_notice import show_data_notice
from pages.components.elements.database_error import show_database_error
from pages.components.new_run.estimate import show_queue
from pages.components.new_run.form_buttons import (
    name_of_requested_run,
    run_requested_by_form,
    show_new_run_buttons,
)
from pages.components.new_run.run_form import show_run_form
from pages.components.new_run.same_training import show_link_to_equal_run
from pages.components.new_run.start import open_started_run, show_engine_state, start_run
from pages.components.runs.run_list import show_run_list
from pages.components.session.run_start import RunStart
from pages.components.session.visit import current_visit, session_record, sync_from_url, sync_to_url
from pages.components.session.widgets import show_link_problems
from pruning_core.engine.admission import limits_text
from pruning_core.engine.engine import EngineState
from pruning_core.errors import StoreBusyError
from pruning_core.runs.run import Run
from pruning_core.texts import gettext


def page() -> None:
    """Show the page. If the database does not answer, show an error instead of the form and the runs."""
    open_started_run()
    sync_from_url()
    st.title(gettext("Train"))
    st.write(gettext("Train a network with your schedule, and watch what its masks do."))
    try:
        show_form_and_runs()
    except StoreBusyError as error:
        # Without this line, the training would start when the database answers again.
        session_record(RunStart).pressed_button = ""
        show_database_error(error)
        sync_to_url()


def show_form_and_runs() -> None:
    """Show the form for a new run, its buttons, and the list of runs. Start the run that a button requested.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    link_problems = st.container()
    if (config := run_requested_by_form()) is not None:
        start_run(config, name=name_of_requested_run())
    session_record(RunStart).pressed_button = ""
    show_new_run(services.run_store().recent_with_steps())
    with link_problems:
        show_link_problems()
    show_run_list(services.run_store().recent())
    browser_keys.sync_keys_with_browser(None)
    sync_to_url()


def show_new_run(recent: Sequence[Run]) -> None:
    """Show the form. Its buttons start the run, its dense baseline, or the run of the pruning article."""
    show_data_notice(str(current_visit().state.training["dataset"]))
    config = show_run_form()
    if config is None:
        return
    show_engine_state(services.engine().state)
    st.caption(limits_text(services.settings().limits))
    show_link_to_equal_run(config)
    show_new_run_buttons(config, recent)
    if services.engine().state is EngineState.READY:
        show_queue(config, recent)


page()
