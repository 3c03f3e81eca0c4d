"""A run's inference times: what they show in sentences, and a table."""

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import ModelResults, Timing
from pruning_core.results.times import NOT_AVAILABLE, UNIT, median_and_quartiles, times
from pruning_core.results.verdicts import computes_the_network


def show_times(models: ModelResults) -> None:
    """Sentences first, then the numbers behind them."""
    found = times(models)
    if found is None:
        st.caption("No inference times could be taken of this run's files.")
        return
    for sentence in found.verdicts:
        st.markdown(f"- {sentence}")
    columns = {
        str(kernels): {file.name: cell(file.timings[index]) for file in found.files}
        for index, kernels in enumerate(Kernels)
    }
    st.markdown(markdown_table(columns))
    st.caption(f"{UNIT} of {found.note}")
    if not found.all_answer_alike:
        st.warning("A crossed-out file does not answer as the Keras model does.")


def cell(timing: Timing | None) -> str:
    """A time, crossed out if it is not the network's."""
    if timing is None:
        return NOT_AVAILABLE
    text = median_and_quartiles(timing)
    return text if computes_the_network(timing) else f"~~{text}~~"
