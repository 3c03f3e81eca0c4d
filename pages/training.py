"""The training page: start a run, watch it live from anywhere, read its results."""

import secrets

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.elements.browser_title import browser_title
from pages.components.elements.data_notice import data_notice
from pages.components.elements.widget_workarounds import key_for
from pages.components.live_run import live_run
from pages.components.new_run.run_form import run_form
from pages.components.new_run.same_training import (
    baseline_in_training,
    link_equal_run,
    offer_baseline,
)
from pages.components.results import show_results
from pages.components.results.run_downloads import run_downloads
from pages.components.runs.run_controls import run_controls, say_wait
from pages.components.runs.run_list import run_list
from pages.components.session.lab_state import state_of
from pages.components.session.visit import (
    TrainingPage,
    kept,
    sync_from_url,
    sync_to_url,
    visit,
)
from pages.components.session.widgets import as_text, kept_button, show_link_problems
from pruning_core.data.facts import DATASETS
from pruning_core.engine.admission import admit, limits_text
from pruning_core.engine.engine import EngineState
from pruning_core.errors import FieldError, PruningLabError, RunStoreError, StoreBusyError
from pruning_core.networks import NETWORKS
from pruning_core.prediction.summary import title
from pruning_core.runs.article import article_run
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState

RUN = "run"
TRAIN, BASELINE, ARTICLE = "train", "train the baseline", "train the article's run"
AGAIN, ITS_BASELINE = "run it again", "train its baseline"


def page() -> None:
    """The whole page, or the part that needs no database if the database does not answer."""
    run_id = run_to_show()
    browser_keys.take_key_from_link(run_id)
    sync_from_url(keep=[RUN])
    st.title("Training")
    try:
        run_and_form(run_id)
    except StoreBusyError as error:
        kept(TrainingPage).pressed = ""  # no training starts by itself when the database is back
        show_database_error(error)
        sync_to_url(**({RUN: run_id} if run_id else {}))


def show_database_error(error: StoreBusyError) -> None:
    """Show why the page ends here, and offer to try again."""
    st.error(
        f"The page ends here, because {error}. What you have entered is kept: try again in a moment.",
        icon=":material/cloud_off:",
    )
    st.button("Try again", icon=":material/refresh:")


def run_and_form(run_id: str | None) -> None:
    """The run that the link names, the form for a new one, and the runs so far.

    Raises:
        StoreBusyError: When the database does not answer.
    """
    browser_keys.check_key_of_link()
    link_problems = st.container()
    run = linked_run(run_id)
    if (config := requested_run(run)) is not None:
        start(config)
    kept(TrainingPage).pressed = ""
    if run is not None:
        show_run(run)
    new_run(shown=None if run is None else run.id)
    with link_problems:
        show_link_problems()
    run_list(services.run_store().recent(), shown=None if run is None else run.id)
    browser_keys.remember(None if run is None else run.id)
    sync_to_url(**({} if run is None else {RUN: run.id}))


def linked_run(run_id: str | None) -> Run | None:
    """The run that the link names, or None."""
    if not run_id:
        return None
    try:
        return services.run_store().get(run_id)
    except StoreBusyError:  # the link may well lead to a run
        raise
    except RunStoreError as error:
        st.error(
            as_text(f"The link does not lead to a run: {error}."),
            icon=":material/link_off:",
        )
        return None


def show_run(run: Run) -> None:
    """One run: live while it trains, with its results when it has ended."""
    browser_title(f"Run {run.id}")
    st.subheader(title(run.config.schedule))
    config, plan = run.config, run.config.plan
    st.caption(
        f"Run {run.id} · {NETWORKS[config.network].title} · {DATASETS[config.dataset].title} · "
        f"{plan.num_examples:,} examples · batch {plan.batch_size} · {plan.epochs} epochs · "
        f"{plan.total_steps:,} steps of {config.optimizer} · seed {config.seed} · "
        "anyone with this page's address sees this run"
    )
    run_controls(run)
    if run.state is RunState.QUEUED:
        say_wait(run)
    live_run(run, key=key_for("live run", run.id))
    if run.state.ended:
        show_results(services.run_store(), run, key=run.id)
    run_downloads(services.run_store(), run, key=run.id)
    next_runs(run)


def next_runs(run: Run) -> None:
    """Buttons for other trainings that start from a run."""
    with st.container(horizontal=True):
        if run.state.ended:
            kept_button("Run it again", key=AGAIN, icon=":material/replay:")
        if st.button(
            "Change it and run",
            icon=":material/edit:",
            help="Copies its settings to the form below, and its schedules to the explorer.",
        ):
            visit().show(state_of(run.config, visit().state))
            st.toast("The form below has this run's settings.", icon=":material/edit:")
        if run.state.ended:
            offer_baseline(run, key=ITS_BASELINE)


def new_run(*, shown: str | None) -> None:
    """Start the explorer's schedule, its baseline, or the article's run."""
    st.subheader("New run", divider="grey")
    data_notice(str(visit().state.training["dataset"]))
    config = run_form()
    if config is None:
        return
    show_engine_state(services.engine().state)
    st.caption(limits_text(services.settings().limits))
    link_equal_run(config, shown=shown)
    with st.container(horizontal=True):
        kept_button("Train", key=TRAIN, type="primary", icon=":material/play_arrow:")
        kept_button("Train the dense baseline", key=BASELINE, icon=":material/compare_arrows:")
        article = article_of(config)
        kept_button(
            "The article's run",
            key=ARTICLE,
            icon=":material/menu_book:",
            help=f"{title(article.schedule)}; {article.plan.epochs} epochs, batch "
            f"{article.plan.batch_size}, {article.plan.total_steps:,} steps.",
        )


def requested_run(run: Run | None) -> RunConfig | None:
    """The run of the button that was just pressed, or None. It is known before the page is drawn."""
    pressed = kept(TrainingPage).pressed
    if run is not None and pressed == AGAIN:
        return run.config
    if run is not None and pressed == ITS_BASELINE:
        return run.config.dense
    try:
        config = visit().state.run
    except FieldError:  # the form shows why
        return None
    if pressed == TRAIN:
        return config
    if pressed == BASELINE:
        return config.dense
    return article_of(config) if pressed == ARTICLE else None


def article_of(config: RunConfig) -> RunConfig:
    """The article's run with the schedule class, data and seed of another."""
    return article_run(
        schedule_class=type(config.schedule or visit().state.schedule),
        seed=config.seed,
        dataset=config.dataset,
    )


def show_engine_state(state: EngineState) -> None:
    """Show why a run that is started now would wait."""
    match state:
        case EngineState.READY:
            pass
        case EngineState.STARTING:
            st.caption(
                "The worker is still loading TensorFlow; a run started now begins by itself."
            )
        case EngineState.DOWN | EngineState.CLOSED:
            st.warning(
                "Trainings cannot start now, the server's log says why; a run started now waits.",
                icon=":material/cloud_off:",
            )


def start(config: RunConfig) -> None:
    """Queue a run and show it; this session keeps its key. A baseline that trains already is shown."""
    page, keys, visitor = kept(TrainingPage), browser_keys.keys(), browser_keys.visitor()
    store, settings, engine = services.run_store(), services.settings(), services.engine()
    if (same := baseline_in_training(config)) is not None:
        page.pressed, page.run_to_show = "", same.id
        st.rerun()
    # No call of Streamlit until the end of the `try`: it could end this run of the page.
    page.pressed = ""
    key = secrets.token_urlsafe(16)
    try:
        run_id = admit(
            store,
            config,
            limits=settings.limits,
            data_dir=settings.data_dir,
            key=key,
            visitor=visitor,
        )
        keys[run_id] = key
        page.run_to_show = run_id
        engine.wake()
    except PruningLabError as error:
        st.error(as_text(f"{error}."), icon=":material/block:")
        return
    st.rerun()


def run_to_show() -> str | None:
    """The run that was just started, until the address names it; else the run in the address."""
    page = kept(TrainingPage)
    if page.run_to_show and st.query_params.get(RUN) == page.run_to_show:
        page.run_to_show = ""
    if page.run_to_show:
        st.query_params[RUN] = page.run_to_show
    return st.query_params.get(RUN)


page()
