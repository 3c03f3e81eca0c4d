"""A run's inference times: sentences about them, and a table."""

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import ModelResults, Timing
from pruning_core.results.timing.times import NOT_AVAILABLE, UNIT, median_and_quartiles, times
from pruning_core.results.timing.verdicts import gives_equal_answers
from pruning_core.texts import gettext


def show_times(models: ModelResults) -> None:
    """Show sentences about the times, and a table of the times."""
    results = times(models)
    if results is None:
        st.caption(gettext("No inference times could be measured for the files of this run."))
        return
    for sentence in results.verdicts:
        st.markdown(f"- {sentence}")
    columns = {
        str(kernels): {file.name: format_time(file.timings[index]) for file in results.files}
        for index, kernels in enumerate(Kernels)
    }
    st.markdown(markdown_table(columns))
    st.caption(gettext("{unit} of {note}", unit=gettext(UNIT), note=results.note))
    if not results.all_give_equal_answers:
        st.warning(
            gettext("A time is crossed out if its file gives other answers than the Keras model.")
        )


def format_time(timing: Timing | None) -> str:
    """Return a time as text, crossed out if the file gives other answers than the Keras model."""
    if timing is None:
        return gettext(NOT_AVAILABLE)
    text = median_and_quartiles(timing)
    return text if gives_equal_answers(timing) else f"~~{text}~~"
