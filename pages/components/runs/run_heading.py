"""The heading of a run: its title, and its settings in one line."""

import streamlit as st

from pages.components.runs.run_list import title_in_markdown
from pruning_core.data.facts import DATASETS
from pruning_core.networks import NETWORKS
from pruning_core.runs.parameters import optimizer_title
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, grouped, ngettext


def show_run_heading(run: Run) -> None:
    """Show the title and the settings of a run."""
    st.title(title_in_markdown(run))
    st.caption(describe_settings(run))


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
