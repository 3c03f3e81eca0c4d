"""A run's inference times: a table, and the sentences that its numbers earn."""

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pruning_core.results.litert import Kernels
from pruning_core.results.results import Results, Timing
from pruning_core.results.verdicts import computes_the_network, on_times, timed


def show_times(results: Results) -> None:
    """Sentences first, then the numbers behind them."""
    if not results.timings:
        st.caption("No inference times could be taken of this run's files.")
        return
    for sentence in on_times(results):
        st.markdown(f"- {sentence}")
    st.markdown(markdown_table({str(kernels): column(results, kernels) for kernels in Kernels}))
    st.caption(
        "Milliseconds an image: median (first to third quartile) of "
        f"{results.timings[0].invocations} invocations each, in turns, on one thread. The two columns "
        "are of different code: compare within a column. The dense times are of the same network "
        f"before any training. Measured on {results.machine}."
    )
    if not all(map(computes_the_network, results.timings)):
        st.warning("A crossed-out file does not answer as the Keras model does.")


def column(results: Results, kernels: Kernels) -> dict[str, str]:
    """The times on one kind of kernels, for every file that was timed on any."""
    rows = dict.fromkeys(map(timed, results.timings), "not available")
    return rows | {
        timed(timing): cell(timing) for timing in results.timings if timing.kernels is kernels
    }


def cell(timing: Timing) -> str:
    """A median with its quartiles."""
    text = f"{timing.median:.3f} ({timing.lower:.3f} – {timing.upper:.3f})"
    return text if computes_the_network(timing) else f"~~{text}~~"
