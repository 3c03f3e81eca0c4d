"""The page of results: the published experiments of the lab, and what others have published."""

import streamlit as st

from pages.components.experiments.published import show_landmarks, show_published_answer
from pages.components.session.visit import sync_from_url, sync_to_url
from pruning_core.experiments.published.answers import published_answers, published_plan
from pruning_core.texts import gettext


def page() -> None:
    """Show the page. It reads files only: no training runs."""
    sync_from_url()
    st.title(gettext("Results"))
    st.write(
        gettext(
            "The lab's own experiments. Question, arms, number of pairs and test were published before the first "
            "run started."
        )
    )
    answers = published_answers()
    if not answers:
        st.info(
            gettext(
                "This installation has no published results: they are in docs/results of the source."
            ),
            icon=":material/folder_off:",
        )
    if (plan := published_plan()) is not None:
        with st.expander(gettext("The plan, published before the runs (in English)")):
            st.markdown(plan)
    for answer in answers:
        show_published_answer(answer)
    show_landmarks()
    sync_to_url()


page()
