"""The training page: start a run, watch it live from anywhere, take in its results."""

import secrets

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.elements.browser_title import browser_title
from pages.components.elements.data_notice import data_notice
from pages.components.live_run import live_run
from pages.components.new_run.run_form import configured
from pages.components.new_run.same_training import baseline_in_training, offer_baseline, recognise
from pages.components.results import show_results
from pages.components.results.run_exports import run_take_away
from pages.components.runs.run_controls import run_controls, say_wait
from pages.components.runs.run_list import run_list
from pages.components.session import controls
from pages.components.session.lab_state import state_of
from pages.components.session.pending import wish_button, wishes
from pruning_core.data.facts import DATASETS
from pruning_core.engine.admission import admit, in_words
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
    """The whole page, or as much of it as can be drawn without the run store."""
    run_id = run_to_show()
    browser_keys.take_key_from_link(run_id)
    controls.sync_from_url(keep=[RUN])
    st.title("Training")
    try:
        run_and_form(run_id)
    except StoreBusyError as error:
        wishes().pressed = ""  # no training begins by itself when the database is back
        say_where_the_page_ends(error)
        controls.sync_to_url(**({RUN: run_id} if run_id else {}))


def say_where_the_page_ends(error: StoreBusyError) -> None:
    """Say why there is no more, and offer to look again."""
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
    mistakes = st.container()
    run = linked_run(run_id)
    if (asked := asked_for(run)) is not None:
        start(asked)
    wishes().pressed = ""
    if run is not None:
        show_run(run)
    new_run(shown=None if run is None else run.id)
    with mistakes:
        controls.show_link_problems()
    run_list(services.run_store().recent(), shown=None if run is None else run.id)
    browser_keys.remember(None if run is None else run.id)
    controls.sync_to_url(**({} if run is None else {RUN: run.id}))


def linked_run(run_id: str | None) -> Run | None:
    """The run that the link names, if it is there."""
    if not run_id:
        return None
    try:
        return services.run_store().get(run_id)
    except StoreBusyError:  # the link may well lead to a run
        raise
    except RunStoreError as error:
        st.error(
            controls.as_text(f"The link does not lead to a run: {error}."),
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
    live_run(run)
    if run.state.ended:
        show_results(services.run_store(), run)
    run_take_away(services.run_store(), run)
    go_on_from(run)


def go_on_from(run: Run) -> None:
    """What else can be trained, starting from a run."""
    with st.container(horizontal=True):
        if run.state.ended:
            wish_button("Run it again", key=AGAIN, icon=":material/replay:")
        if st.button(
            "Change it and run",
            icon=":material/edit:",
            help="Takes its settings into the form below, and its schedules into the explorer.",
        ):
            state = state_of(run.config, controls.state())
            controls.show_schedules(state.schedules, selected=state.selected)
            controls.take_layers(state.layers)
            controls.set_training(state.training)
            st.toast("The form below has this run's settings.", icon=":material/edit:")
        if run.state.ended:
            offer_baseline(run, key=ITS_BASELINE)


def new_run(*, shown: str | None) -> None:
    """Start the explorer's schedule, its baseline, or the article's run."""
    st.subheader("New run", divider="grey")
    data_notice(str(controls.state().training["dataset"]))
    config = configured()
    if config is None:
        return
    say_whether_runs_start(services.engine().state)
    st.caption(in_words(services.settings().limits))
    recognise(config, shown=shown)
    with st.container(horizontal=True):
        wish_button("Train", key=TRAIN, type="primary", icon=":material/play_arrow:")
        wish_button("Train the dense baseline", key=BASELINE, icon=":material/compare_arrows:")
        article = articles(config)
        wish_button(
            "The article's run",
            key=ARTICLE,
            icon=":material/menu_book:",
            help=f"{title(article.schedule)}; {article.plan.epochs} epochs, batch "
            f"{article.plan.batch_size}, {article.plan.total_steps:,} steps.",
        )


def asked_for(run: Run | None) -> RunConfig | None:
    """What the button that was just pressed asks to train: known before the page is made again."""
    pressed = wishes().pressed
    if run is not None and pressed == AGAIN:
        return run.config
    if run is not None and pressed == ITS_BASELINE:
        return run.config.dense
    try:
        config = controls.state().run
    except FieldError:  # the form says so
        return None
    if pressed == TRAIN:
        return config
    if pressed == BASELINE:
        return config.dense
    return articles(config) if pressed == ARTICLE else None


def articles(config: RunConfig) -> RunConfig:
    """The article's run with the schedule class, data and seed of another."""
    return article_run(
        schedule_class=type(config.schedule or controls.state().schedule),
        seed=config.seed,
        dataset=config.dataset,
    )


def say_whether_runs_start(state: EngineState) -> None:
    """Say why a run that is started now would have to wait."""
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
    """Queue a run and show it; this session holds its key. A baseline in training is only shown."""
    wish, keys, visitor = wishes(), browser_keys.keys(), browser_keys.visitor()
    store, settings, engine = services.run_store(), services.settings(), services.engine()
    if (same := baseline_in_training(config)) is not None:
        wish.pressed, wish.to_show = "", same.id
        st.rerun()
    # From here to the end of the `try`, nothing of Streamlit: it could end this run of the page.
    wish.pressed = ""
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
        wish.to_show = run_id
        engine.wake()
    except PruningLabError as error:
        st.error(controls.as_text(f"{error}."), icon=":material/block:")
        return
    st.rerun()


def run_to_show() -> str | None:
    """The run that the address names, or the one that was just started, until the address names that."""
    wish = wishes()
    if wish.to_show and st.query_params.get(RUN) == wish.to_show:
        wish.to_show = ""
    if wish.to_show:
        st.query_params[RUN] = wish.to_show
    return st.query_params.get(RUN)


page()
