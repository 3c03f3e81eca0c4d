"""Starts a new experiment, and opens its page."""

import secrets

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.experiments.new_experiment.draft import Draft
from pages.components.session.visit import session_record
from pruning_core.engine.admission import check_disk
from pruning_core.errors import PruningLabError
from pruning_core.experiments.estimate import admitted_estimate
from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.start import create

START = "start the experiment"
OPENED = "experiment to open"


def start_experiment(text: str) -> None:
    """Store the experiment. Streamlit calls this function before it runs the page again.

    If it cannot start, the page shows the reason, and the draft stays.
    """
    draft = session_record(Draft)
    keys, visitor = browser_keys.keys(), browser_keys.visitor()
    settings, engine = services.settings(), services.engine()
    key = secrets.token_urlsafe(16)
    try:
        experiment = read_experiment(text)
        check_disk(settings.data_dir, settings.limits)
        admitted_estimate(services.run_store(), experiment, settings=settings)
        start = create(
            services.run_store(),
            experiment,
            text=text,
            key=key,
            visitor=visitor,
            max_seconds=60.0 * settings.limits.minutes,
            host=services.kind_of_workers(),
        )
    except PruningLabError as error:
        draft.message = f"{error}."
        return
    keys[start.id] = key
    draft.edit_text(None)
    engine.wake()
    st.session_state[OPENED] = start.id


def started_experiment() -> str | None:
    """The experiment that this session has just started, once, or None."""
    experiment_id: str | None = st.session_state.pop(OPENED, None)
    return experiment_id
