"""The model files of a run as downloads; a damaged file is reported instead of offered."""

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

BYTES_OF_UNITS = {"MB": 1_000_000, "kB": 1_000}


def show_models(run: Run, folder: Path, *, key: str) -> None:
    """A button for each model file of a finished run; a warning for each damaged or missing one."""
    try:
        files = read_results(folder).files
    except ResultsError as error:
        st.caption(
            gettext(
                "The models of this run cannot be downloaded: {reason}. Run it again to get them.",
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
                model_download(run, folder, file).button(key=f"{file.name} {key}")


def model_download(run: Run, folder: Path, file: ModelFile) -> Download:
    """The download of a model file. The file is checked again when the button is pressed."""
    return Download(
        label=f"{file.name}, {readable_size(file.size)}",
        file_name=file_name(run, file.name),
        mime="application/octet-stream",
        icon=":material/deployed_code:",
        make=partial(model_content, folder, file),
    )


def readable_size(size: int) -> str:
    """A size in bytes, short enough for a button.

    >>> readable_size(1_601_609), readable_size(327_020), readable_size(12)
    ('1.6 MB', '327.0 kB', '12 B')
    """
    for unit, least in BYTES_OF_UNITS.items():
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} B"
