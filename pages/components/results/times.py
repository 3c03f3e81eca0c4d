"""A run's inference times: sentences about them, and a table."""

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import ModelResults, Timing
from pruning_core.results.times import NOT_AVAILABLE, UNIT, median_and_quartiles, times
from pruning_core.results.verdicts import computes_the_network
from pruning_core.texts import gettext


def show_times(models: ModelResults) -> None:
    """Show sentences about the times, and the numbers."""
    found = times(models)
    if found is None:
        st.caption(gettext("No inference times could be measured for the files of this run."))
        return
    for sentence in found.verdicts:
        st.markdown(f"- {sentence}")
    columns = {
        str(kernels): {file.name: cell(file.timings[index]) for file in found.files}
        for index, kernels in enumerate(Kernels)
    }
    st.markdown(markdown_table(columns))
    st.caption(gettext("{unit} of {note}", unit=gettext(UNIT), note=found.note))
    if not found.all_answer_alike:
        st.warning(
            gettext("If a time is crossed out, its file gives other answers than the Keras model.")
        )


def cell(timing: Timing | None) -> str:
    """A time as text; crossed out if the file gives other answers than the Keras model."""
    if timing is None:
        return gettext(NOT_AVAILABLE)
    text = median_and_quartiles(timing)
    return text if computes_the_network(timing) else f"~~{text}~~"
