"""The downloads of an experiment: its results as CSV and JSON, and its file as TOML."""

from collections.abc import Sequence

import streamlit as st

from pages.components.elements.download import Download
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.result_file import write_results
from pruning_core.experiments.rows import ResultRow, rows_to_csv
from pruning_core.texts import gettext


def show_downloads(
    name: str, *, experiment: Experiment, rows: Sequence[ResultRow], definition: str
) -> None:
    """Show a button for each file.

    Args:
        name: The first part of the files' names.
        experiment: The experiment.
        rows: Its results.
        definition: The experiment as TOML.
    """
    downloads = [
        Download(
            label=gettext("One row for each run (CSV)"),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/table:",
            make=lambda: rows_to_csv(rows),
        ),
        Download(
            label=gettext("Results (JSON)"),
            file_name=f"{name}.json",
            mime="application/json",
            icon=":material/data_object:",
            make=lambda: write_results(name, experiment, rows),
        ),
        toml_download(name, definition),
    ]
    with st.container(horizontal=True):
        for download in downloads:
            download.show_button(key=f"{download.file_name} of the experiment")


def toml_download(name: str, definition: str) -> Download:
    """The file that the command `experiment` continues."""
    return Download(
        label=gettext("The experiment (TOML)"),
        file_name=f"{name}.toml",
        mime="application/toml",
        icon=":material/description:",
        make=lambda: definition,
    )
