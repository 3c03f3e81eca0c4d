"""The model files of a run as downloads: one that is damaged is said to be, and not handed out."""

from functools import partial
from pathlib import Path

import streamlit as st

from pages.components.elements.download import Download, file_name
from pruning_core.errors import ModelFileError, ResultsError
from pruning_core.results.model_integrity import check_kept, model_content
from pruning_core.results.results import ModelFile, read_results
from pruning_core.runs.run import Run

BYTES_OF_UNITS = {"MB": 1_000_000, "kB": 1_000}


def show_models(run: Run, folder: Path) -> None:
    """A button for each model file of a finished run, and what is wrong with the others."""
    try:
        files = read_results(folder).files
    except ResultsError as error:
        st.caption(f"No models of this run: {error}. Run it again to have them.")
        return
    row = st.container(horizontal=True)
    for file in files:
        try:
            check_kept(folder, file)
        except ModelFileError as error:
            st.warning(f"{error}.", icon=":material/warning:")
        else:
            with row:
                model_download(run, folder, file).button()


def model_download(run: Run, folder: Path, file: ModelFile) -> Download:
    """A model file with its size; it is checked again when it is asked for."""
    return Download(
        label=f"{file.name}, {spelled(file.size)}",
        file_name=file_name(run, file.name),
        mime="application/octet-stream",
        icon=":material/deployed_code:",
        make=partial(model_content, folder, file),
    )


def spelled(size: int) -> str:
    """A size in bytes, for people.

    >>> spelled(1_601_609), spelled(327_020), spelled(12)
    ('1.6 MB', '327.0 kB', '12 B')
    """
    for unit, least in BYTES_OF_UNITS.items():
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} B"
