"""The heading of a run: its title, and its settings in one line."""

import streamlit as st

from pages.components.elements.heading_focus import focus_heading
from pages.components.runs.run_list import STATE_LABELS, title_in_markdown
from pruning_core.data.facts import DATASETS
from pruning_core.networks import NETWORKS
from pruning_core.results.outcome import Outcome
from pruning_core.runs.parameters import optimizer_title
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, grouped, ngettext

CONTAINER = "run-heading"


def show_run_heading(run: Run) -> None:
    """Show the title and the settings of a run. When a visitor opens the run, the title gets the focus."""
    with st.container(key=CONTAINER):
        st.title(title_in_markdown(run))
    focus_heading(CONTAINER, subject=run.id)
    st.caption(describe_settings(run))


def describe_for_tab(run: Run, outcome: Outcome | None) -> str:
    """Describe a run in the title of the browser's tab, so that a visitor of another tab notices its end.

    Args:
        run: The run.
        outcome: The outcome of the run, or None if the run has not ended.
    """
    name = gettext("Run {run}", run=run.id)
    if outcome is None:
        return name
    state = gettext(STATE_LABELS[outcome.state])
    if outcome.accuracy is None or outcome.accuracy.value is None:
        return gettext("{state} · {run}", state=state, run=name)
    accuracy = f"{100 * outcome.accuracy.value:.1f} %"
    return gettext("{state} · {accuracy} · {run}", state=state, accuracy=accuracy, run=name)


def describe_settings(run: Run) -> str:
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
