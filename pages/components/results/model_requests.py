"""Model files on request. A run of an experiment stores only its weights, and a worker makes the files from them."""

from dataclasses import dataclass, field

import streamlit as st

from pages.components import services
from pages.components.session.visit import session_record
from pruning_core.errors import PruningLabError, StoreBusyError
from pruning_core.results.model_results import H5
from pruning_core.results.results import RESULTS, artifacts_folder
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

SECONDS_BETWEEN_UPDATES = 2.0


@dataclass(slots=True)
class ModelRequests:
    """The ids of the runs whose model files this visit has requested."""

    run_ids: set[str] = field(default_factory=set)


def has_only_weights(run: Run) -> bool:
    """Return whether the weights of a run are stored here, without measurements."""
    folder = artifacts_folder(services.settings().data_dir, run.id)
    return (folder / H5).is_file() and not (folder / RESULTS).exists()


def show_model_request(run: Run, *, key: str) -> None:
    """Show a button that requests the model files of a run without measurements, or the progress of the request."""
    if run.id in services.run_store().runs_with_requested_files():
        follow_request(run)
        return
    if run.id in session_record(ModelRequests).run_ids:
        st.error(
            gettext(
                "The model files could not be made. The log of the worker has the reason. You can try again."
            ),
            icon=":material/error:",
        )
    st.caption(
        gettext(
            "This run stores only its weights. A worker can make the model files from them, and measure their "
            "sizes, inference times and mistakes. This takes some seconds."
        )
    )
    if st.button(
        gettext("Make the model files"), icon=":material/deployed_code:", key=f"model files {key}"
    ):
        request_model_files(run)


def request_model_files(run: Run) -> None:
    """Request the model files, and run the page again."""
    try:
        services.run_store().request_model_files(run.id)
    except StoreBusyError:  # the page says so
        raise
    except PruningLabError as error:
        st.error(f"{error}.", icon=":material/error:")
        return
    session_record(ModelRequests).run_ids.add(run.id)
    services.engine().wake()
    st.rerun()


@st.fragment(run_every=SECONDS_BETWEEN_UPDATES)
def follow_request(run: Run) -> None:
    """Say that a worker makes the files. At the end, the page runs again."""
    try:
        is_made = run.id not in services.run_store().runs_with_requested_files()
    except StoreBusyError:  # this fragment runs again soon
        return
    if is_made:
        st.rerun()
    st.caption(
        gettext(
            "A worker makes the model files, after the trainings that wait. They appear here by themselves."
        )
    )
