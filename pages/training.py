"""The training page: start a run, watch it live, and read its results."""

import streamlit as st

from pages.components import services
from pages.components.elements import browser_keys
from pages.components.elements.browser_title import set_browser_title
from pages.components.elements.data_notice import show_data_notice
from pages.components.elements.widget_workarounds import widget_key_of_run
from pages.components.live_run import show_live_run
from pages.components.new_run.run_buttons import (
    find_requested_run,
    name_of_requested_run,
    show_new_run_buttons,
    show_next_run_buttons,
)
from pages.components.new_run.run_form import show_run_form
from pages.components.new_run.same_training import show_link_to_equal_run
from pages.components.new_run.start import show_engine_state, start_run
from pages.components.results import show_results
from pages.components.results.run_downloads import show_run_downloads
from pages.components.runs.run_controls import show_run_controls, show_wait
from pages.components.runs.run_list import show_run_list, title_in_markdown
from pages.components.session.visit import (
    TrainingPage,
    current_visit,
    session_record,
    sync_from_url,
    sync_to_url,
)
from pages.components.session.widgets import (
    escape_markdown,
    show_link_problems,
)
from pruning_core.data.facts import DATASETS
from pruning_core.engine.admission import limits_text
from pruning_core.errors import RunStoreError, StoreBusyError
from pruning_core.networks import NETWORKS
from pruning_core.runs.parameters import optimizer_title
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext, grouped, ngettext

RUN = "run"


def page() -> None:
    """Show the page. If the database does not answer, show an error instead of the runs and the form."""
    run_id = find_run_to_show()
    browser_keys.move_key_to_session(run_id)
    sync_from_url(page_parameters=[RUN])
    st.title(gettext("Training"))
    try:
        show_run_and_form(run_id)
    except StoreBusyError as error:
        # Without this line, the training would start when the database answers again.
        session_record(TrainingPage).pressed_button = ""
        show_database_error(error)
        sync_to_url(**({RUN: run_id} if run_id else {}))


def show_database_error(error: StoreBusyError) -> None:
    """Show the reason why the rest of the page is missing, and a button to try again."""
    st.error(
        gettext(
            "The rest of this page is missing, because {reason}. Your inputs are kept. Try "
            "again in a moment.",
            reason=error,
        ),
        icon=":material/cloud_off:",
    )
    st.button(gettext("Try again"), icon=":material/refresh:")


def show_run_and_form(run_id: str | None) -> None:
    """Show the run in the link, the form for a new run, and the list of runs.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    browser_keys.store_key_if_valid()
    link_problems = st.container()
    run = find_linked_run(run_id)
    if (config := find_requested_run(run)) is not None:
        start_run(config, name=name_of_requested_run(run))
    session_record(TrainingPage).pressed_button = ""
    if run is not None:
        show_run(run)
    show_new_run(shown_run_id=None if run is None else run.id)
    with link_problems:
        show_link_problems()
    show_run_list(services.run_store().recent(), shown_run_id=None if run is None else run.id)
    browser_keys.sync_keys_with_browser(None if run is None else run.id)
    sync_to_url(**({} if run is None else {RUN: run.id}))


def find_linked_run(run_id: str | None) -> Run | None:
    """Return the run in the link, or None."""
    if not run_id:
        return None
    try:
        return services.run_store().get(run_id)
    except StoreBusyError:  # perhaps the run exists
        raise
    except RunStoreError as error:
        st.error(
            escape_markdown(gettext("The link does not lead to a run: {reason}.", reason=error)),
            icon=":material/link_off:",
        )
        return None


def show_run(run: Run) -> None:
    """Show a run: live while it trains, and with its results after it has ended."""
    set_browser_title(gettext("Run {run}", run=run.id))
    st.subheader(title_in_markdown(run))
    st.caption(describe_run(run))
    show_run_controls(run)
    if run.state is RunState.QUEUED:
        show_wait(run)
    show_live_run(run, key=widget_key_of_run("live run", run.id))
    if run.state.ended:
        show_results(services.run_store(), run, key=run.id)
    show_run_downloads(services.run_store(), run, key=run.id)
    show_next_run_buttons(run)


def describe_run(run: Run) -> str:
    """Describe the settings of a run, and who can see the run, in one line."""
    config, plan = run.config, run.config.plan
    return gettext(
        "Run {run} · {network} · {dataset} · {examples} · batch size {batch_size} · {epochs} · "
        "{steps} with {optimizer} · seed {seed} · anyone with the address of this page can see this "
        "run",
        run=run.id,
        network=gettext(NETWORKS[config.network].title),
        dataset=gettext(DATASETS[config.dataset].title),
        examples=ngettext("{count} example", "{count} examples", plan.num_examples),
        batch_size=grouped(plan.batch_size),
        epochs=ngettext("{count} epoch", "{count} epochs", plan.epochs),
        steps=ngettext("{count} step", "{count} steps", plan.total_steps),
        optimizer=optimizer_title(config),
        seed=config.seed,
    )


def show_new_run(*, shown_run_id: str | None) -> None:
    """Show the form for a new run. Its buttons start the run, its dense baseline, or the run of the pruning article."""
    st.subheader(gettext("New run"), divider="grey")
    show_data_notice(str(current_visit().state.training["dataset"]))
    config = show_run_form()
    if config is None:
        return
    show_engine_state(services.engine().state)
    st.caption(limits_text(services.settings().limits))
    show_link_to_equal_run(config, shown_run_id=shown_run_id)
    show_new_run_buttons(config)


def find_run_to_show() -> str | None:
    """Return the id of the run to show, and write the id of a run that was just started to the address."""
    record = session_record(TrainingPage)
    if record.run_to_show and st.query_params.get(RUN) == record.run_to_show:
        record.run_to_show = ""
    if record.run_to_show:
        st.query_params[RUN] = record.run_to_show
    return st.query_params.get(RUN)


page()
