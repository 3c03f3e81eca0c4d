"""The page of experiments: the list, a new one, or one experiment with its progress and its answers."""

import re

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.elements.browser_title import set_browser_title
from pages.components.elements.database_error import show_database_error
from pages.components.experiments.answers import Shown, show_answers
from pages.components.experiments.controls import show_controls
from pages.components.experiments.downloads import show_downloads
from pages.components.experiments.experiment_list import show_experiment_list
from pages.components.experiments.live_progress import show_progress
from pages.components.experiments.new_experiment.panel import show_new_experiment
from pages.components.experiments.new_experiment.start import started_experiment
from pages.components.experiments.run_links import show_run_links
from pages.components.experiments.stored import (
    EXPERIMENT,
    ExperimentPage,
    read_definition,
    read_progress,
)
from pages.components.session.visit import session_record, sync_from_url, sync_to_url
from pages.components.session.widgets import escape_markdown, show_link_problems
from pruning_core.errors import RunStoreError, StoreBusyError
from pruning_core.store.experiments.queries import StoredExperiment
from pruning_core.texts import gettext

MAX_FILE_NAME = 60


def page() -> None:
    """Show the page. If the database does not answer, show an error instead of the experiments."""
    if (started := started_experiment()) is not None:
        st.query_params[EXPERIMENT] = started
    experiment_id = st.query_params.get(EXPERIMENT)
    browser_keys.move_key_to_session(experiment_id)
    sync_from_url(page_parameters=[EXPERIMENT])
    try:
        if experiment_id:
            show_linked_experiment(experiment_id)
        else:
            show_every_experiment()
    except StoreBusyError as error:
        show_database_error(error)
    sync_to_url(**({EXPERIMENT: experiment_id} if experiment_id else {}))


def show_every_experiment() -> None:
    """Show what an experiment is, the form for a new one, and the list."""
    st.title(gettext("Experiments"))
    st.write(
        gettext(
            "An experiment trains each arm with the same seeds, and says which arm is better, or that the "
            "data cannot tell. You choose its comparisons before it starts."
        )
    )
    show_experiment_list()
    show_new_experiment()
    show_link_problems()
    browser_keys.sync_keys_with_browser(None)


def show_linked_experiment(experiment_id: str) -> None:
    """Show the experiment in the link, or the reason why there is none.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    browser_keys.store_key_if_valid()
    try:
        stored = services.run_store().experiment(experiment_id)
    except StoreBusyError:  # perhaps the experiment exists
        raise
    except RunStoreError as error:
        st.title(gettext("Experiments"))
        st.error(
            escape_markdown(
                gettext("The link does not lead to an experiment: {reason}.", reason=error)
            ),
            icon=":material/link_off:",
        )
    else:
        show_experiment(stored)
        browser_keys.sync_keys_with_browser(stored.id)
    st.page_link("experiments.py", label=gettext("All experiments"), icon=":material/list:")


def show_experiment(stored: StoredExperiment) -> None:
    """Show one experiment: its progress, its controls, its answers and its runs."""
    set_browser_title(stored.name)
    st.title(escape_markdown(stored.name))
    experiment = read_definition(stored.definition).experiment
    if experiment.question:
        st.markdown(f"**{gettext('Question')}:** {escape_markdown(experiment.question)}")
    name = file_name(stored)
    show_progress(stored)
    progress, _n_ended = read_progress(stored)
    show_controls(stored, has_ended=progress.ended, file_name=name)
    rows = session_record(ExperimentPage).rows(stored)
    command = f"python -m pruning_core experiment {name}.toml"
    show_answers(Shown(experiment=experiment, rows=rows, code=command, key=stored.id))
    show_run_links(experiment, rows)
    show_downloads(name, experiment=experiment, rows=rows, definition=stored.definition)


def file_name(stored: StoredExperiment) -> str:
    """The first part of the names of an experiment's files."""
    words = re.sub(r"\W+", "-", stored.name, flags=re.ASCII).strip("-")[:MAX_FILE_NAME]
    return "-".join(filter(None, ["experiment", stored.id, words.lower()]))


page()
