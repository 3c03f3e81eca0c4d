"""The selected schedule in other libraries: the differences, code to copy, and a curve in the editor."""

from typing import Any

import numpy as np
import streamlit as st

from pages.components.session.visit import current_visit
from pages.components.session.widgets import as_text
from pruning_core.dialects import DIALECTS, Translation, Untranslatable, translate_for
from pruning_core.plan import TrainingPlan
from pruning_core.texts import gettext

CHOICE = "library to compare with"
MAX_OVERLAY_STEPS = 500


def selected_translation(plan: TrainingPlan) -> Translation | Untranslatable | None:
    """The selected schedule in the chosen library; None if no library is chosen."""
    name = st.session_state.get(CHOICE)
    return None if name is None else translate_for(name, current_visit().state.schedule, plan)


def translations(found: Translation | Untranslatable | None) -> None:
    """Show the choice of a library, and the schedule in it."""
    st.subheader(gettext("The same schedule in another library"))
    st.pills(
        gettext("Library"),
        list(DIALECTS),
        key=CHOICE,
        format_func=lambda name: DIALECTS[name].library,
        help=gettext("Its masks are drawn as a dotted line over those of the selected schedule."),
    )
    match found:
        case None:
            st.caption(
                gettext("Choose a library to see how its masks differ, and the code to copy.")
            )
        case Untranslatable():
            st.info(as_text(found.reason), icon=":material/translate:")
        case Translation():
            st.write(as_text(found.difference))
            st.code(found.configuration, language=found.language)


def overlay(
    found: Translation | Untranslatable | None, plan: TrainingPlan
) -> dict[str, Any] | None:
    """The applied sparsity of the chosen library, as the editor draws it."""
    if not isinstance(found, Translation):
        return None
    applied = found.staircase(plan.total_steps)
    drawn = min(applied.steps.size, MAX_OVERLAY_STEPS)
    some = np.linspace(0, max(0, applied.steps.size - 1), drawn).astype(np.int64)
    return {
        "name": found.library,
        "steps": applied.steps[some].tolist(),
        "sparsity": applied.sparsity[some].astype(np.float64).tolist(),
    }
