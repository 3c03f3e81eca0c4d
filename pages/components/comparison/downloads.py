"""The downloads of a comparison: tables, a report and its link."""

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pages.components import services
from pages.components.comparison.chooser import RUNS
from pages.components.elements.download import Download
from pages.components.results.log_downloads import read_events
from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.files.csv_tables import curves_csv, runs_csv
from pruning_core.comparison.files.report import comparison_report
from pruning_core.runs.run import StoredEvent
from pruning_core.texts import gettext


def show_downloads(comparison: Comparison) -> None:
    """Show the buttons and the link. A file is made when its button is pressed."""
    st.subheader(gettext("Download this comparison"), divider="grey")
    link = make_link(comparison)
    with st.container(horizontal=True):
        for download in make_downloads(comparison, link):
            download.show_button(key=f"{download.file_name} of the comparison")
    st.caption(gettext("Each chart above has buttons that save it as SVG or PNG."))
    if link is not None:
        st.caption(gettext("Anyone with this link sees this comparison:"))
        st.code(link, language=None, wrap_lines=True)


def make_downloads(comparison: Comparison, link: str | None) -> tuple[Download, ...]:
    """Return the downloads.

    Args:
        comparison: The runs.
        link: The address of the comparison, or None if it is not known.
    """
    store = services.run_store()

    def events_of(run_id: str) -> Iterator[StoredEvent]:
        return read_events(store, run_id)

    return (
        Download(
            label=gettext("Report"),
            file_name="comparison.html",
            mime="text/html",
            icon=":material/article:",
            make=lambda: comparison_report(comparison, events_of, link=link),
        ),
        Download(
            label=gettext("Settings and results as CSV"),
            file_name="comparison-runs.csv",
            mime="text/csv",
            icon=":material/table:",
            make=lambda: runs_csv(comparison),
        ),
        Download(
            label=gettext("Curves as CSV"),
            file_name="comparison-curves.csv",
            mime="text/csv",
            icon=":material/table:",
            make=lambda: "".join(curves_csv(comparison, events_of)),
        ),
    )


def make_link(comparison: Comparison) -> str | None:
    """Return the address of the comparison, or None if the browser has not sent its address."""
    if not st.context.url:
        return None
    query = urlencode({RUNS: ",".join(run.id for run in comparison.runs)}, safe=",")
    return urlunsplit(urlsplit(st.context.url)._replace(query=query, fragment=""))
