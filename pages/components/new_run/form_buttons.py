"""The buttons of the form that start a run, and the run that a pressed button requests."""

import streamlit as st

from pages.components.session.visit import RunStart, current_visit, session_record
from pages.components.session.widgets import show_start_button
from pruning_core.errors import FieldError
from pruning_core.prediction.summary import title
from pruning_core.runs.article import article_run
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext, grouped, ngettext

TRAIN, TRAIN_BASELINE, TRAIN_ARTICLE_RUN = "train", "train the baseline", "train the article's run"
"""The keys of the buttons."""


def show_new_run_buttons(config: RunConfig) -> None:
    """Show the buttons that start the run in the form, its dense baseline, or the run of the pruning article."""
    article = make_article_run(config)
    with st.container(horizontal=True):
        show_start_button(gettext("Train"), key=TRAIN, type="primary", icon=":material/play_arrow:")
        show_start_button(
            gettext("Train the dense baseline"),
            key=TRAIN_BASELINE,
            icon=":material/compare_arrows:",
        )
        show_start_button(
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


def run_requested_by_form() -> RunConfig | None:
    """Return the run that the visitor requested with a button of the form, or None.

    Call this function before the page is drawn.
    """
    try:
        config = current_visit().state.run
    except FieldError:  # the form shows the error
        return None
    pressed_button = session_record(RunStart).pressed_button
    if pressed_button == TRAIN:
        return config
    if pressed_button == TRAIN_BASELINE:
        return config.dense
    return make_article_run(config) if pressed_button == TRAIN_ARTICLE_RUN else None


def name_of_requested_run() -> str | None:
    """Return the name of the run that the visitor requested: the names of its schedules, or None."""
    is_run_of_form = session_record(RunStart).pressed_button == TRAIN
    return current_visit().state.run_name if is_run_of_form else None


def make_article_run(config: RunConfig) -> RunConfig:
    """Return the run of the pruning article, with the schedule class, the data set and the seed of `config`."""
    return article_run(
        schedule_class=type(config.schedule or current_visit().state.schedule),
        seed=config.seed,
        dataset=config.dataset,
    )
