"""The button that proposes a schedule without a finding, and the reasons for the numbers of the proposal."""

import streamlit as st

from pages.components.explorer.presets_menu import add_schedule
from pages.components.session.lab_state import NamedSchedule
from pages.components.session.visit import ExplorerPage, current_visit, session_record
from pages.components.session.widgets import escape_markdown
from pruning_core.diagnosis import Proposal, TrainingFacts, propose_for
from pruning_core.errors import FieldError
from pruning_core.prediction.summary import percent
from pruning_core.texts import gettext, grouped


def show_proposal(facts: TrainingFacts) -> None:
    """Show the button, and under it the reasons while the proposed schedule is selected."""
    state, page = current_visit().state, session_record(ExplorerPage)
    st.button(
        gettext("Propose a schedule to {target}", target=percent(state.schedule.end_sparsity)),
        icon=":material/lightbulb:",
        on_click=add_proposal,
        args=(facts,),
        help=gettext(
            "Adds a schedule without a finding, which ends at the sparsity of the selected schedule."
        ),
    )
    if page.proposal_error:
        st.error(page.proposal_error, icon=":material/error:")
        page.proposal_error = ""
    if page.proposal is not None and page.proposal.schedule == state.schedule:
        show_reasons(page.proposal)


def add_proposal(facts: TrainingFacts) -> None:
    """Add the proposed schedule and select it. If there is no such schedule, the page shows the reason."""
    page = session_record(ExplorerPage)
    try:
        proposal = propose_for(current_visit().state.schedule.end_sparsity, facts)
        add_schedule(NamedSchedule(name=gettext("Proposed"), schedule=proposal.schedule))
        page.proposal = proposal
    except FieldError as error:
        page.proposal_error = str(error)


def show_reasons(proposal: Proposal) -> None:
    """Show the reason for each number of a proposal."""
    st.markdown(
        "\n".join(
            f"- `{reason.parameter}` **{describe_value(reason.value)}**: {escape_markdown(reason.text)}"
            for reason in proposal.reasons
        )
    )
    if proposal.dense_layers:
        st.caption(
            gettext(
                "Do not prune {layers}: a kernel there would keep a single weight.",
                layers=", ".join(proposal.dense_layers),
            )
        )


def describe_value(value: float) -> str:
    """Describe the value of a parameter: a whole number with thousands separators, or a short decimal number."""
    return grouped(value) if isinstance(value, int) else format(value, "g")
