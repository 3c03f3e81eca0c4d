"""A run's inference times: what they show in sentences, and a table."""

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import ModelResults, Timing
from pruning_core.results.times import NOT_AVAILABLE, UNIT, median_and_quartiles, times
from pruning_core.results.verdicts import computes_the_network
from pruning_core.texts import gettext


def show_times(models: ModelResults) -> None:
    """Sentences first, then the numbers behind them."""
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
        st.warning(gettext("A crossed-out file does not answer as the Keras model does."))


def cell(timing: Timing | None) -> str:
    """A time, crossed out if it is not the network's."""
    if timing is None:
        return gettext(NOT_AVAILABLE)
    text = median_and_quartiles(timing)
    return text if computes_the_network(timing) else f"~~{text}~~"
