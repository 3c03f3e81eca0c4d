"""The same intent in other libraries: what differs, what to copy, and a curve over the editor's."""

from typing import Any

import numpy as np
import streamlit as st

from pages.components.controls import as_text
from pages.components.lab_state import LabState
from pruning_core.dialects import DIALECTS, Translation, Untranslatable, translate
from pruning_core.plan import TrainingPlan

CHOICE = "library to compare with"
MOST_STEPS_DRAWN = 500


def translations(state: LabState, plan: TrainingPlan) -> None:
    """Choose a library; its masks are drawn over the selected schedule's."""
    st.subheader("The same intent in another library")
    st.pills(
        "Library",
        list(DIALECTS),
        key=CHOICE,
        format_func=lambda name: DIALECTS[name].library,
        help="Its masks are drawn, dotted, over those of the selected schedule.",
    )
    match chosen(state, plan):
        case None:
            st.caption("Choose a library: the lab says where it differs, and how to ask it.")
        case Untranslatable() as missing:
            st.info(as_text(missing.reason), icon=":material/translate:")
        case Translation() as found:
            st.write(as_text(found.difference))
            st.code(found.configuration, language=found.language)


def chosen(state: LabState, plan: TrainingPlan) -> Translation | Untranslatable | None:
    """The selected schedule in the chosen library, if one is chosen."""
    name = st.session_state.get(CHOICE)
    if name is None:
        return None
    return dict(zip(DIALECTS, translate(state.schedule, plan), strict=True))[name]


def overlay(state: LabState, plan: TrainingPlan) -> dict[str, Any] | None:
    """What the chosen library's masks hold, for the editor to draw."""
    translation = chosen(state, plan)
    if not isinstance(translation, Translation):
        return None
    held = translation.held(plan.total_steps)
    drawn = min(held.steps.size, MOST_STEPS_DRAWN)
    some = np.linspace(0, max(0, held.steps.size - 1), drawn).astype(np.int64)
    return {
        "name": translation.library,
        "steps": held.steps[some].tolist(),
        "sparsity": held.sparsity[some].astype(np.float64).tolist(),
    }
