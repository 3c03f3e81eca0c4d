"""The controls of an experiment: pause, resume, stop and more seeds, and the command that continues it."""

from collections.abc import Callable

import streamlit as st

from pages.components import services
from pages.components.elements.browser_keys import controls_run
from pages.components.experiments.stored import read_definition
from pruning_core.engine.admission import check_disk
from pruning_core.errors import PruningLabError
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.estimate import (
    admitted_estimate,
    describe_estimate,
    estimate_in_store,
)
from pruning_core.experiments.start import add_seeds
from pruning_core.store.experiments.queries import StoredExperiment
from pruning_core.texts import gettext

MAX_NEW_SEEDS = 1_000


def show_controls(stored: StoredExperiment, *, has_ended: bool, file_name: str) -> None:
    """Show the controls if the visitor has the key of the experiment, and the command for everybody."""
    if controls_run(stored.id):
        with st.container(horizontal=True):
            if not has_ended:
                show_pause_and_stop(stored)
            show_more_seeds(stored)
    else:
        st.caption(
            gettext(
                "You are watching. Only the browser that started this experiment can pause, stop or extend it."
            )
        )
    with st.popover(gettext("Continue on the command line"), icon=":material/terminal:"):
        st.write(
            gettext(
                "Download the experiment (TOML), and run this command with the data folder of this server, or "
                "with another folder. Runs that are in the folder are not repeated."
            )
        )
        st.code(
            continue_command(file_name),
            language=None,
            wrap_lines=True,
        )


def continue_command(file_name: str) -> str:
    """The command that continues an experiment whose file has this name."""
    return f"python -m pruning_core experiment {file_name}.toml --json {file_name}.json"


def show_pause_and_stop(stored: StoredExperiment) -> None:
    """Show the buttons. Stop asks first, because it cannot be undone."""
    store = services.run_store()
    if stored.paused:
        if st.button(gettext("Resume"), icon=":material/play_arrow:"):
            change(lambda: resume(stored))
    elif st.button(
        gettext("Pause"),
        icon=":material/pause:",
        help=gettext("Running runs save a checkpoint and stop. No new run starts."),
    ):
        change(lambda: store.pause_experiment(stored.id))
    with st.popover(gettext("Stop"), icon=":material/stop:"):
        st.write(
            gettext(
                "All runs that have not ended are stopped. Their measurements are kept, and finished runs stay."
            )
        )
        if st.button(gettext("Stop all runs"), icon=":material/stop:"):
            change(lambda: store.stop_experiment(stored.id))


def show_more_seeds(stored: StoredExperiment) -> None:
    """Show the form that adds seeds. Runs that were stopped or have failed are planned again, too."""
    with st.popover(gettext("Add seeds"), icon=":material/add:"):
        experiment = read_definition(stored.definition).experiment
        number = st.number_input(
            gettext("New seeds"),
            min_value=0,
            max_value=MAX_NEW_SEEDS,
            value=1,
            step=1,
            help=gettext("0 only plans the runs again that were stopped or have failed."),
        )
        st.caption(
            gettext(
                "The number of pairs was planned before the runs. If you add pairs because of a result, say so."
            )
        )
        new = next_seeds(experiment, int(number))
        needed = estimate_in_store(
            services.run_store(),
            experiment.with_seeds(new),
            workers=services.engine().workers,
            n_done=len(experiment),
        )
        st.caption(describe_estimate(needed))
        if st.button(gettext("Plan these runs"), icon=":material/add:"):
            change(lambda: plan_seeds(stored, experiment, new))


def next_seeds(experiment: Experiment, number: int) -> list[int]:
    """The next unused seeds, after the largest one."""
    first = max(experiment.seeds) + 1
    return list(range(first, first + number))


def plan_seeds(stored: StoredExperiment, experiment: Experiment, seeds: list[int]) -> None:
    """Plan the runs of new seeds, if the disk has enough space for them.

    Raises:
        PruningLabError: If a limit does not allow it, or if somebody else has changed the experiment.
    """
    settings, store = services.settings(), services.run_store()
    check_disk(settings.data_dir, settings.limits)
    extended = experiment.with_seeds(seeds)
    admitted_estimate(store, extended, settings=settings, n_done=len(experiment))
    add_seeds(store, stored, seeds, host=services.kind_of_workers())
    resume(stored)


def resume(stored: StoredExperiment) -> None:
    """Continue an experiment."""
    services.run_store().resume_experiment(stored.id)
    services.engine().wake()


def change(request: Callable[[], None]) -> None:
    """Change the experiment and draw the page again, or show why it did not change."""
    try:
        request()
    except PruningLabError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.rerun()
