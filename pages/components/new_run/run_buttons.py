"""The buttons that start a run, and the run that a pressed button requests."""

import streamlit as st

from pages.components.new_run.same_training import offer_baseline
from pages.components.session.lab_state import state_of
from pages.components.session.visit import TrainingPage, current_visit, session_record
from pages.components.session.widgets import show_training_button
from pruning_core.errors import FieldError
from pruning_core.prediction.summary import title
from pruning_core.runs.article import article_run
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, grouped, ngettext

TRAIN, TRAIN_BASELINE, TRAIN_ARTICLE_RUN = "train", "train the baseline", "train the article's run"
TRAIN_AGAIN, TRAIN_BASELINE_OF_RUN = "run it again", "train its baseline"
"""The keys of the buttons."""


def show_new_run_buttons(config: RunConfig) -> None:
    """Show the buttons that start the run in the form, its dense baseline, or the run of the pruning article."""
    article = make_article_run(config)
    with st.container(horizontal=True):
        show_training_button(
            gettext("Train"), key=TRAIN, type="primary", icon=":material/play_arrow:"
        )
        show_training_button(
            gettext("Train the dense baseline"),
            key=TRAIN_BASELINE,
            icon=":material/compare_arrows:",
        )
        show_training_button(
            gettext("The run of the pruning article"),
            key=TRAIN_ARTICLE_RUN,
            icon=":material/menu_book:",
            help=gettext(
                "The training of C. Versloot's article about pruning schedules (2020): {schedule}; {epochs}, "
                "batch size {batch_size}, {steps}.",
                schedule=title(article.schedule),
                epochs=ngettext("{count} epoch", "{count} epochs", article.plan.epochs),
                batch_size=grouped(article.plan.batch_size),
                steps=ngettext("{count} step", "{count} steps", article.plan.total_steps),
            ),
        )


def show_next_run_buttons(run: Run) -> None:
    """Show the buttons that start another run with settings of the run on the page."""
    with st.container(horizontal=True):
        if run.state.ended:
            show_training_button(gettext("Run it again"), key=TRAIN_AGAIN, icon=":material/replay:")
        if st.button(
            gettext("Copy the settings of this run to the form"),
            icon=":material/edit:",
            help=gettext(
                "The form below gets the settings of this run, and the explorer gets its schedules."
            ),
        ):
            current_visit().show(state_of(run.config, current_visit().state))
            st.toast(
                gettext("The form below has the settings of this run."), icon=":material/edit:"
            )
        if run.state.ended:
            offer_baseline(run, key=TRAIN_BASELINE_OF_RUN)


def find_requested_run(run: Run | None) -> RunConfig | None:
    """Return the run that the visitor requested with a button, or None. Call it before the page is drawn.

    Args:
        run: The run on the page, or None.
    """
    pressed_button = session_record(TrainingPage).pressed_button
    if run is not None and pressed_button == TRAIN_AGAIN:
        return run.config
    if run is not None and pressed_button == TRAIN_BASELINE_OF_RUN:
        return run.config.dense
    try:
        config = current_visit().state.run
    except FieldError:  # the form shows the error
        return None
    if pressed_button == TRAIN:
        return config
    if pressed_button == TRAIN_BASELINE:
        return config.dense
    return make_article_run(config) if pressed_button == TRAIN_ARTICLE_RUN else None


def name_of_requested_run(run: Run | None) -> str | None:
    """Return the name of the run that the visitor requested: the names of its schedules, or None."""
    pressed_button = session_record(TrainingPage).pressed_button
    if pressed_button == TRAIN:
        return current_visit().state.run_name
    return run.name if run is not None and pressed_button == TRAIN_AGAIN else None


def make_article_run(config: RunConfig) -> RunConfig:
    """Return the run of the pruning article, with the schedule class, the data set and the seed of `config`."""
    return article_run(
        schedule_class=type(config.schedule or current_visit().state.schedule),
        seed=config.seed,
        dataset=config.dataset,
    )
