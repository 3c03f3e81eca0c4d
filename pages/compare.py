"""The page that compares runs: their differences, their curves, and accuracy against size and sparsity."""

import streamlit as st

from pages.components import services
from pages.components.comparison import show_comparison
from pages.components.comparison.chooser import RUNS, describe_number, show_chooser
from pages.components.comparison.downloads import show_downloads
from pages.components.elements.database_error import show_database_error
from pages.components.session.visit import sync_from_url, sync_to_url
from pages.components.session.widgets import escape_markdown
from pruning_core.comparison.loading import LoadedComparison, load_comparison
from pruning_core.errors import StoreBusyError
from pruning_core.texts import gettext


def page() -> None:
    """Show the page. If the database does not answer, show an error instead of the runs."""
    text = st.query_params.get(RUNS, "")
    sync_from_url(page_parameters=[RUNS])
    st.title(gettext("Compare runs"))
    try:
        show_runs(load_comparison(services.run_store(), text))
    except StoreBusyError as error:
        show_database_error(error)
    sync_to_url(**({RUNS: text} if text else {}))


def show_runs(loaded: LoadedComparison) -> None:
    """Show the comparison, or how to choose runs.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    comparison = loaded.comparison
    if comparison is None:
        st.write(
            gettext(
                "This page lays 2 to 50 runs beside each other: what differs, how they trained, and "
                "what they reached. Choose runs here, or select rows on the page Runs."
            )
        )
        for problem in (*loaded.problems, *loaded.missing):
            st.warning(escape_markdown(problem), icon=":material/link_off:")
        show_chooser([])
        return
    st.write(describe_number(len(comparison.runs)))
    with st.expander(gettext("Add or remove runs"), expanded=len(comparison.runs) == 1):
        show_chooser(comparison.runs)
    show_comparison(comparison, loaded, key="comparison")
    show_downloads(comparison)


page()
