"""The downloads of a run's model files. For a damaged file, the page shows a warning and no button."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import streamlit as st

from pages.components.elements.download import Download, file_name
from pages.components.elements.file_size import format_size
from pages.components.results.model_requests import has_only_weights
from pruning_core.errors import ModelFileError, ResultsError
from pruning_core.exports.keras3 import keras3_file
from pruning_core.results.model_integrity import check_stored_file, model_content
from pruning_core.results.model_results import H5, KERAS, ModelFile
from pruning_core.results.programs import KERAS3, PROGRAMS, describe_programs
from pruning_core.results.results import read_results
from pruning_core.runs.run import Run
from pruning_core.texts import gettext


def show_model_downloads(run: Run, folder: Path, *, key: str) -> None:
    """Show a button for each model file of a finished run, or a warning if the file is damaged or missing."""
    try:
        results = read_results(folder)
    except ResultsError as error:
        if has_only_weights(run):
            st.caption(gettext("The model files of this run are made on request: see its results."))
            return
        st.caption(
            gettext(
                "The models of this run cannot be downloaded: {reason}. Run the training again to get them.",
                reason=error,
            )
        )
        return
    row = st.container(horizontal=True)
    for file in results.files:
        try:
            check_stored_file(folder, file)
        except ModelFileError as error:
            st.warning(f"{error}.", icon=":material/warning:")
        else:
            with row:
                for download in make_downloads_of_file(run, folder, file):
                    download.show_button(key=f"{download.file_name} {key}")
    if programs := describe_programs(results):
        st.caption(programs)
    if run.config.schedule is not None:
        st.caption(
            gettext(
                "These files have no masks: if you train such a model further, its zeros are gone after a few steps."
            )
        )


def make_downloads_of_file(run: Run, folder: Path, file: ModelFile) -> Iterator[Download]:
    """Return the download of a model file. A .keras file is also offered for Keras 3."""
    yield make_model_download(run, folder, file)
    if file.name == KERAS:
        yield make_keras3_download(run, folder, file)


def make_model_download(run: Run, folder: Path, file: ModelFile) -> Download:
    """Return the download of a model file. The file is checked again when the button is pressed."""
    label = f"{file.name}, {format_size(file.size)}"
    if file.name in (KERAS, H5):
        label = f"{label}, {gettext(PROGRAMS[file.name])}"
    return Download(
        label=label,
        file_name=file_name(run, file.name),
        mime="application/octet-stream",
        icon=":material/deployed_code:",
        make=partial(model_content, folder, file),
    )


def make_keras3_download(run: Run, folder: Path, file: ModelFile) -> Download:
    """Return the download of the file for Keras 3. It is made from the .keras file, which is checked before."""
    return Download(
        label=f"{KERAS3}, {gettext(PROGRAMS[KERAS3])}",
        file_name=file_name(run, KERAS3),
        mime="application/octet-stream",
        icon=":material/deployed_code:",
        make=lambda: keras3_file(model_content(folder, file)),
    )
