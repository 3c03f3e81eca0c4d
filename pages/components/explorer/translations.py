"""The selected schedule in another library: the differences, code to copy, and a curve in the editor."""

from typing import Any

import numpy as np
import streamlit as st

from pages.components.session.visit import current_visit
from pages.components.session.widgets import escape_markdown
from pruning_core.dialects import DIALECTS, Translation, Untranslatable, translate_for
from pruning_core.plan import TrainingPlan
from pruning_core.texts import gettext

LIBRARY_KEY = "library to compare with"
MAX_OVERLAY_STEPS = 500


def translate_selected(plan: TrainingPlan) -> Translation | Untranslatable | None:
    """Translate the selected schedule for the selected library. Return None if no library is selected."""
    name = st.session_state.get(LIBRARY_KEY)
    return None if name is None else translate_for(name, current_visit().state.schedule, plan)


def show_translation(translation: Translation | Untranslatable | None) -> None:
    """Show the choice of a library, and the schedule in that library."""
    st.subheader(gettext("The same schedule in another library"))
    st.pills(
        gettext("Library"),
        list(DIALECTS),
        key=LIBRARY_KEY,
        format_func=lambda name: DIALECTS[name].library,
        help=gettext("Its masks are drawn as a dotted line over those of the selected schedule."),
    )
    match translation:
        case None:
            st.caption(
                gettext("Choose a library to see how its masks differ, and the code to copy.")
            )
        case Untranslatable():
            st.info(escape_markdown(translation.reason), icon=":material/translate:")
            show_status()
        case Translation():
            st.write(escape_markdown(translation.difference))
            st.code(translation.configuration, language=translation.language)
            show_status()


def show_status() -> None:
    """Show whether somebody maintains the selected library."""
    st.caption(escape_markdown(gettext(DIALECTS[st.session_state[LIBRARY_KEY]].status)))


def make_overlay(
    translation: Translation | Untranslatable | None, plan: TrainingPlan
) -> dict[str, Any] | None:
    """Return the applied sparsity of the selected library in the editor's form, or None."""
    if not isinstance(translation, Translation):
        return None
    applied = translation.staircase(plan.total_steps)
    n_drawn = min(applied.steps.size, MAX_OVERLAY_STEPS)
    indices = np.linspace(0, max(0, applied.steps.size - 1), n_drawn).astype(np.int64)
    return {
        "name": translation.library,
        "steps": applied.steps[indices].tolist(),
        "sparsity": applied.sparsity[indices].astype(np.float64).tolist(),
    }
