"""The published answers: what was asked, what came out, and the command that repeats it."""

from collections.abc import Sequence

import streamlit as st

from pages.components.elements.markdown_table import markdown_table
from pages.components.experiments.answers import Shown, show_answers, transposed
from pages.components.experiments.downloads import show_downloads
from pages.components.session.widgets import escape_markdown
from pruning_core.experiments.measurements import programs_text
from pruning_core.experiments.published.answers import PublishedAnswer
from pruning_core.experiments.published.landmarks import LANDMARKS, Landmark
from pruning_core.texts import gettext, grouped


def show_published_answer(answer: PublishedAnswer) -> None:
    """Show one published experiment."""
    experiment = answer.experiment
    st.header(escape_markdown(experiment.name))
    if experiment.question:
        st.markdown(f"**{gettext('Question')}:** {escape_markdown(experiment.question)}")
    st.caption(status_text(answer))
    if answer.problem:
        st.error(escape_markdown(answer.problem), icon=":material/error:")
    if answer.n_finished:
        shown = Shown(experiment=experiment, rows=answer.rows, code=answer.command, key=answer.slug)
        show_answers(shown)
        finished = [row for row in answer.rows if row.state == "finished"]
        if programs := programs_text(finished):
            st.caption(
                gettext("Versions and machines: {programs}", programs=escape_markdown(programs))
            )
    with st.expander(gettext("Repeat it: command and files")):
        st.code(answer.command, language=None, wrap_lines=True)
        show_downloads(answer.slug, experiment=experiment, rows=answer.rows, definition=answer.text)


def status_text(answer: PublishedAnswer) -> str:
    """How many of the planned runs have finished."""
    done, runs = grouped(answer.n_finished), grouped(len(answer.experiment))
    if answer.is_complete:
        return gettext("All {runs} planned runs have finished.", runs=runs)
    if not answer.n_finished:
        return gettext("Not run yet: {done} of {runs} runs.", done=done, runs=runs)
    return gettext(
        "Not complete yet: {done} of {runs} runs. Nothing here is final.", done=done, runs=runs
    )


def show_landmarks(landmarks: Sequence[Landmark] = LANDMARKS) -> None:
    """Show what others have published. The lab has not measured these numbers."""
    st.header(gettext("What others have published"))
    st.caption(
        gettext(
            "These numbers are from the publications. Their trainings differ from those of the lab, so they are "
            "landmarks, not comparisons. The lab has not measured them."
        )
    )
    for landmark in landmarks:
        st.markdown(
            f"**{landmark.network}**, {landmark.data}, {gettext(landmark.method)}\n\n"
            + markdown_table(
                transposed(
                    {
                        gettext(name): {gettext("As published"): gettext(number)}
                        for name, number in landmark.numbers
                    }
                )
            )
            + f"\n\n{escape_markdown(landmark.source)}"
        )
