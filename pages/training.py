"""The training page: start a run, watch it live from anywhere, take in its results."""

import streamlit as st

from pages.components import controls, services
from pages.components.data_notice import data_notice
from pages.components.live_run import live_run
from pages.components.results import show_results
from pages.components.run_list import run_list
from pruning_core.datasets import DATASETS
from pruning_core.errors import FieldError, PruningLabError, RunStoreError
from pruning_core.runs.config import RunConfig, article_run
from pruning_core.runs.engine import EngineState
from pruning_core.runs.lifecycle import RunState
from pruning_core.runs.store import Run
from pruning_core.summary import title

RUN = "run"
SEED_HELP = "Fixes initial weights, batch order and dropout: the same seed gives the same run."


def page() -> None:
    """The run that the link names, the form for a new one, and the runs so far."""
    controls.sync_from_url(keep=[RUN])
    st.title("Training")
    mistakes = st.container()
    run = linked_run()
    if run is not None:
        show_run(run)
    new_run()
    with mistakes:
        controls.show_link_problems()
    run_list(services.run_store().recent(), shown=None if run is None else run.id)
    controls.sync_to_url(**({} if run is None else {RUN: run.id}))


def linked_run() -> Run | None:
    """The run that the link names, if it is there."""
    run_id = st.query_params.get(RUN)
    if not run_id:
        return None
    try:
        return services.run_store().get(run_id)
    except RunStoreError as error:
        st.error(
            controls.as_text(f"The link does not lead to a run: {error}."),
            icon=":material/link_off:",
        )
        return None


def show_run(run: Run) -> None:
    """One run: live while it trains, with its results when it has ended."""
    st.subheader(title(run.config.schedule))
    plan = run.config.plan
    st.caption(
        f"Run {run.id} · {DATASETS[run.config.dataset].title} · "
        f"{plan.num_examples:,} examples · batch {plan.batch_size} · "
        f"{plan.epochs} epochs · {plan.total_steps:,} steps · seed {run.config.seed} · "
        "anyone with this page's address sees this run"
    )
    if not run.state.ended and st.button(
        "Stop", icon=":material/stop:", help="What was measured so far is kept."
    ):
        stop(run)
    if run.state is RunState.QUEUED:
        say_place_in_queue(run)
    live_run(run)
    if run.state.ended:
        show_results(services.run_store(), run)
        if st.button("Run it again", icon=":material/replay:"):
            start(run.config)
        if lacks_baseline(run) and st.button(
            "Train the dense baseline of this run", icon=":material/compare_arrows:"
        ):
            start(run.config.dense)


def say_place_in_queue(run: Run) -> None:
    """Say how many runs a waiting one waits for."""
    waiting = [other.id for other in services.run_store().queued()]
    if run.id in waiting and (before := waiting.index(run.id)):  # a worker may just have taken it
        runs = "run waits" if before == 1 else "runs wait"
        st.caption(f"{before} {runs} before this one; it begins by itself.")


def lacks_baseline(run: Run) -> bool:
    """Whether a pruned run has no dense run to be compared with yet."""
    pruned = run.config.schedule is not None
    return pruned and services.run_store().finished_with(run.config.dense) is None


def stop(run: Run) -> None:
    """Ask for the end of a run."""
    try:
        services.run_store().request_stop(run.id)
    except PruningLabError as error:
        st.error(str(error), icon=":material/error:")


def new_run() -> None:
    """Start the explorer's schedule, its baseline, or the article's run."""
    st.subheader("New run", divider="grey")
    data_notice(str(controls.state().training["dataset"]))
    config = configured()
    if config is None:
        return
    say_whether_runs_start(services.engine().state)
    recognise(config)
    chosen: RunConfig | None = None
    with st.container(horizontal=True):
        if st.button("Train", type="primary", icon=":material/play_arrow:"):
            chosen = config
        if st.button("Train the dense baseline", icon=":material/compare_arrows:"):
            chosen = config.dense
        article = article_run(
            schedule_class=type(controls.state().schedule),
            seed=config.seed,
            dataset=config.dataset,
        )
        if st.button(
            "The article's run",
            icon=":material/menu_book:",
            help=f"{title(article.schedule)}; {article.plan.epochs} epochs, batch "
            f"{article.plan.batch_size}, {article.plan.total_steps:,} steps.",
        ):
            chosen = article
    if chosen is not None:
        start(chosen)


def recognise(config: RunConfig) -> None:
    """Lead to the run that has trained exactly this: another one would measure the same."""
    same = services.run_store().finished_with(config)
    if same is not None:
        st.page_link(
            "training.py",
            label=f"Exactly this was trained already: see run {same.id}",
            icon=":material/history:",
            query_params={RUN: same.id},
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


def configured() -> RunConfig | None:
    """The run that the controls describe, or None after saying what is wrong with it."""
    state = controls.state()
    values, schedule = state.training, state.schedule
    try:
        plan = state.plan
        st.write(
            f"**{title(schedule)}** on {DATASETS[str(values['dataset'])].title}: "
            f"{plan.num_examples:,} examples, batch {plan.batch_size}, {plan.epochs} epochs, "
            f"{plan.total_steps:,} steps."
        )
        st.page_link("explorer.py", label="Change it in the explorer", icon=":material/tune:")
        with st.container(width=220):
            controls.number("seed", step=1, explanation=SEED_HELP)
        seed = int(controls.state().training["seed"])
        return RunConfig(schedule=schedule, plan=plan, seed=seed, dataset=str(values["dataset"]))
    except FieldError as error:
        st.error(str(error), icon=":material/error:")
        if error.field != "seed":  # which is on this page
            st.page_link("explorer.py", label="Correct it in the explorer", icon=":material/tune:")
        return None


def start(config: RunConfig) -> None:
    """Queue a run and show it."""
    try:
        run_id = services.run_store().create(config)
        services.engine().wake()
    except PruningLabError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.query_params[RUN] = run_id
    st.rerun()


page()
