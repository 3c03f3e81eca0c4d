"""The buttons of the form that start a run, and the run that a pressed button requests."""

from collections.abc import Sequence

import streamlit as st

from pages.components.new_run.estimate import duration_text, estimate_seconds, label_with_time
from pages.components.session.run_start import RunStart
from pages.components.session.visit import current_visit, session_record
from pages.components.session.widgets import show_start_button
from pruning_core.errors import FieldError
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.summary import title
from pruning_core.runs.article import article_run
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

TRAIN, TRAIN_BASELINE, TRAIN_ARTICLE_RUN = "train", "train the baseline", "train the article's run"
"""The keys of the buttons."""
ARTICLE_RUN = gettext_noop("The run of the pruning article")
MAX_SECONDS_WITHOUT_QUESTION = 60
MAX_STEPS_WITHOUT_QUESTION = 1_000


def show_new_run_buttons(config: RunConfig, recent: Sequence[Run]) -> None:
    """Show the buttons that start the run in the form, its dense baseline, or the run of the pruning article.

    Args:
        config: The run in the form.
        recent: Recent runs, newest first. They show how long a run will take.
    """
    seconds = estimate_seconds(config, recent)
    with st.container(horizontal=True):
        show_start_button(
            label_with_time(gettext("Train"), seconds),
            key=TRAIN,
            type="primary",
            icon=":material/play_arrow:",
        )
        show_start_button(
            gettext("Train the dense baseline"),
            key=TRAIN_BASELINE,
            icon=":material/compare_arrows:",
        )
        show_article_button(make_article_run(config), recent)
    if seconds is None:
        st.caption(
            gettext(
                "No run with this network and this batch size has trained here yet, so there is no "
                "estimate of its time."
            )
        )


def show_article_button(article: RunConfig, recent: Sequence[Run]) -> None:
    """Show the button that starts the run of the pruning article. If this run takes long, the button asks first."""
    seconds = estimate_seconds(article, recent)
    label = label_with_time(gettext(ARTICLE_RUN), seconds)
    icon = ":material/menu_book:"
    help_text = gettext(
        "The training of C. Versloot's article about pruning schedules (2020): {schedule}; {epochs}, "
        "batch size {batch_size}, {steps}.",
        schedule=title(article.schedule),
        epochs=ngettext("{count} epoch", "{count} epochs", article.plan.epochs),
        batch_size=grouped(article.plan.batch_size),
        steps=ngettext("{count} step", "{count} steps", article.plan.total_steps),
    )
    if not takes_long(article.plan, seconds):
        show_start_button(label, key=TRAIN_ARTICLE_RUN, icon=icon, help=help_text)
    elif st.button(label, key="ask about the article's run", icon=icon, help=help_text):
        ask_before_long_run(article.plan, seconds)


def takes_long(plan: TrainingPlan, seconds: float | None) -> bool:
    """Return whether a run takes so long that its button asks before it starts the run."""
    if seconds is None:
        return plan.total_steps > MAX_STEPS_WITHOUT_QUESTION
    return seconds > MAX_SECONDS_WITHOUT_QUESTION


@st.dialog(gettext(ARTICLE_RUN))
def ask_before_long_run(plan: TrainingPlan, seconds: float | None) -> None:
    """Ask whether the run of the pruning article shall start."""
    st.write(describe_long_run(plan, seconds))
    show_start_button(
        gettext("Start this run"),
        key=TRAIN_ARTICLE_RUN,
        type="primary",
        icon=":material/play_arrow:",
    )
    if session_record(RunStart).pressed_button:
        st.rerun()  # the page starts the run


def describe_long_run(plan: TrainingPlan, seconds: float | None) -> str:
    """Describe the length of a run to a visitor who must decide whether to start it."""
    steps = ngettext("{count} step", "{count} steps", plan.total_steps)
    if seconds is None:
        return gettext(
            "This run has {steps}. No run with this network and this batch size has trained here yet, so "
            "there is no estimate of its time: it may take many minutes. You can pause or stop it at any time.",
            steps=steps,
        )
    return gettext(
        "This run has {steps}, and takes {duration} on this server. You can pause or stop it at any time.",
        steps=steps,
        duration=duration_text(seconds),
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
