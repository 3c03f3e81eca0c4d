"""The results of a finished run and its dense baseline: test set, zeros, sizes, times and mistakes."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pages.components import services
from pages.components.draw_digit import draw_digit
from pages.components.results.mistakes import show_confusion, show_mistakes
from pages.components.results.model_requests import has_only_weights, show_model_request
from pages.components.results.numbers import make_zeros_table, show_numbers
from pages.components.results.sizes import show_sizes
from pages.components.results.times import show_times
from pruning_core.data.facts import DATASETS
from pruning_core.errors import ResultsError
from pruning_core.results.headlines import ZEROS_TITLE
from pruning_core.results.model_results import ModelResults
from pruning_core.results.outcome import Outcome
from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext, gettext_noop

STYLE_FILE = Path(__file__).with_name("results.css")
MEASUREMENTS_NOT_STORED = gettext_noop("its measurements were not stored when it ended")


def show_results(store: RunStore, run: Run, *, key: str) -> None:
    """Show the results of a finished run. Show nothing for other runs.

    Args:
        store: The store with the outcomes.
        run: The run.
        key: Part of the key of every widget here, because a page may show several runs, or the same run twice.
    """
    outcome = store.outcome(run.id)
    if outcome is None or not outcome.finished:
        return
    st.subheader(gettext("Results"))
    baseline = None if run.config.schedule is None else store.find_finished_run(run.config.dense)
    dense_outcome = None if baseline is None else store.outcome(baseline.id)
    show_numbers(outcome, dense_outcome)
    if run.config.schedule is not None and dense_outcome is None:
        st.caption(
            gettext("The dense baseline of this run is not trained yet. A button below starts it.")
        )
    with st.expander(gettext(ZEROS_TITLE), expanded=True):
        st.table(make_zeros_table(outcome), hide_index=True)
    if outcome.models is None and has_only_weights(run):
        show_model_request(run, key=key)
        return
    if outcome.models is None:
        st.caption(
            gettext(
                "Model sizes, times, mistakes and the drawing pad cannot be shown: {reason}. Run the "
                "training again to get them.",
                reason=reason_without_measurements(run),
            )
        )
        return
    if baseline is not None and (dense_outcome is None or dense_outcome.models is None):
        st.caption(
            gettext(
                "Some results of the dense baseline are missing: {reason}.",
                reason=reason_without_measurements(baseline),
            )
        )
    show_model_sections(run, outcome.models, baseline, dense_outcome, key=key)


def show_model_sections(
    run: Run, models: ModelResults, baseline: Run | None, dense_outcome: Outcome | None, *, key: str
) -> None:
    """Show the measurements of the model files, in sections. Closed sections are not rendered."""
    config = run.config
    dense_models = None if dense_outcome is None else dense_outcome.models
    is_pruned = config.schedule is not None
    st.html(STYLE_FILE)
    sections: tuple[tuple[str, Callable[[], None]], ...] = (
        (
            gettext_noop("Model files and their sizes"),
            lambda: show_sizes(models, dense_models, is_pruned=is_pruned),
        ),
        (gettext_noop("Inference time"), lambda: show_times(models)),
        (gettext_noop("Confusion matrix"), lambda: show_confusion(models, config.dataset)),
        (gettext_noop("Mistakes"), lambda: show_mistakes(run, baseline)),
        (DATASETS[config.dataset].drawing.title, lambda: draw_digit(run, baseline, key=key)),
    )
    for title, show in sections:
        section = st.expander(gettext(title), key=f"{title} {key}", on_change="rerun")
        if section.open:
            with section:
                show()


def reason_without_measurements(run: Run) -> str:
    """Return the reason why a run has no measurements of its model files."""
    try:
        read_results(artifacts_folder(services.settings().data_dir, run.id))
    except ResultsError as error:
        return str(error)
    return gettext(MEASUREMENTS_NOT_STORED)
