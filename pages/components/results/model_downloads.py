"""The downloads of a run's model files. For a damaged file, the page shows a warning and no button."""

from functools import partial
from pathlib import Path

import streamlit as st

from pages.components.elements.download import Download, file_name
from pruning_core.errors import ModelFileError, ResultsError
from pruning_core.results.model_integrity import check_stored_file, model_content
from pruning_core.results.model_results import ModelFile
from pruning_core.results.results import read_results
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

UNIT_SIZES = {"MB": 1_000_000, "kB": 1_000}


def show_model_downloads(run: Run, folder: Path, *, key: str) -> None:
    """Show a button for each model file of a finished run, or a warning if the file is damaged or missing."""
    try:
        files = read_results(folder).files
    except ResultsError as error:
        st.caption(
            gettext(
                "The models of this run cannot be downloaded: {reason}. Run the training again to get them.",
                reason=error,
            )
        )
        return
    row = st.container(horizontal=True)
    for file in files:
        try:
            check_stored_file(folder, file)
        except ModelFileError as error:
            st.warning(f"{error}.", icon=":material/warning:")
        else:
            with row:
                make_model_download(run, folder, file).show_button(key=f"{file.name} {key}")
    if run.config.schedule is not None:
        st.caption(
            gettext(
                "These files have no masks: if you train such a model further, its zeros are gone after a few steps."
            )
        )


def make_model_download(run: Run, folder: Path, file: ModelFile) -> Download:
    """Return the download of a model file. The file is checked again when the button is pressed."""
    return Download(
        label=f"{file.name}, {format_size(file.size)}",
        file_name=file_name(run, file.name),
        mime="application/octet-stream",
        icon=":material/deployed_code:",
        make=partial(model_content, folder, file),
    )


def format_size(size: int) -> str:
    """Return a size in bytes as a text that is short enough for a button.

    >>> format_size(1_601_609), format_size(327_020), format_size(12)
    ('1.6 MB', '327.0 kB', '12 B')
    """
    for unit, bytes_of_unit in UNIT_SIZES.items():
        if size >= bytes_of_unit:
            return f"{size / bytes_of_unit:.1f} {unit}"
    return f"{size} B"
