"""What a run came to: test set, zeros, sizes, times and mistakes, beside the dense baseline's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from pages.components import services
from pages.components.draw_digit import PADS, draw_digit
from pages.components.results.mistakes import show_confusion, show_wrong
from pages.components.results.numbers import show_numbers, zeros_table
from pages.components.results.sizes import show_sizes
from pages.components.results.times import show_times
from pruning_core.errors import ResultsError
from pruning_core.results.results import Results, artifacts_folder, read_results
from pruning_core.runs.events import RunFinished
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore

STYLE = Path(__file__).with_name("results.css")


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A finished run: its last event, and the results of its files or why there are none."""

    run: Run
    finished: RunFinished
    results: Results | None
    missing: str | None


def show_results(store: RunStore, run: Run) -> None:
    """The results of a finished run; nothing for one that ended otherwise."""
    pruned = measured(store, run)
    if pruned is None:
        return
    st.subheader("Results")
    dense = None if run.config.schedule is None else baseline_of(store, run)
    show_numbers(pruned.finished, None if dense is None else dense.finished)
    if run.config.schedule is not None and dense is None:
        st.caption("The dense baseline of this run is not trained yet: it is one click below.")
    with st.expander("Zeros in each kernel of the stripped model", expanded=True):
        st.table(zeros_table(pruned.finished), hide_index=True)
    if pruned.results is None:
        st.caption(
            "Model sizes, times, mistakes and the drawing pad are not here: "
            f"{pruned.missing}. Run it again to have them."
        )
    else:
        show_files(run, pruned.results, dense)


def show_files(run: Run, results: Results, dense: Measured | None) -> None:
    """What was measured of the model files; what is closed is not made."""
    other = None if dense is None else dense.results
    if dense is not None and other is None:
        st.caption(f"The dense baseline shows less below: {dense.missing}.")
    config = run.config
    pruned = config.schedule is not None
    st.html(STYLE)
    sections: tuple[tuple[str, Callable[[], None]], ...] = (
        ("Model files and their sizes", lambda: show_sizes(results, other, pruned=pruned)),
        ("Inference time", lambda: show_times(results)),
        ("What is taken for what", lambda: show_confusion(results, config.dataset)),
        ("What it gets wrong", lambda: show_wrong(results, other, config.dataset)),
        (PADS[config.dataset].title, lambda: draw_digit(run, None if dense is None else dense.run)),
    )
    for title, show in sections:
        section = st.expander(title, key=f"{title} {run.id}", on_change="rerun")
        if section.open:
            with section:
                show()


def baseline_of(store: RunStore, run: Run) -> Measured | None:
    """The same training without pruning, if it has finished."""
    dense = store.finished_with(run.config.dense)
    return None if dense is None else measured(store, dense)


def measured(store: RunStore, run: Run) -> Measured | None:
    """What is known of a finished run; None for one that ended otherwise."""
    finished = store.last_event(run.id)
    if not isinstance(finished, RunFinished):
        return None
    try:
        results = read_results(artifacts_folder(services.settings().data_dir, run.id))
    except ResultsError as error:
        return Measured(run=run, finished=finished, results=None, missing=str(error))
    return Measured(run=run, finished=finished, results=results, missing=None)
