"""The panel for a new experiment: the form, its file, the estimate, and the button that starts it."""

import streamlit as st

from pages.components import services
from pages.components.elements.data_notice import show_data_notice
from pages.components.experiments.downloads import toml_download
from pages.components.experiments.new_experiment.draft import Draft
from pages.components.experiments.new_experiment.form import show_form
from pages.components.experiments.new_experiment.start import START, start_experiment
from pages.components.session.visit import current_visit, session_record
from pages.components.session.widgets import escape_markdown
from pruning_core.engine.admission import limits_text
from pruning_core.errors import ExperimentError, LimitError
from pruning_core.experiments.estimate import admitted_estimate, describe_estimate
from pruning_core.experiments.file import read_experiment
from pruning_core.texts import gettext

MAX_FILE_MEGABYTES = 1


def show_new_experiment() -> None:
    """Show the panel. The file is what starts: the form writes it, and the visitor may edit it."""
    draft = session_record(Draft)
    st.subheader(gettext("A new experiment"))
    show_data_notice(str(current_visit().state.training["dataset"]))
    if draft.text is None:
        form_text = show_form()
        if form_text is None:
            return
        text = form_text
    else:
        text = draft.text
        st.info(
            gettext("You have edited the file of the experiment. It is used instead of the form."),
            icon=":material/edit:",
        )
        st.button(
            gettext("Use the form again"),
            icon=":material/undo:",
            on_click=draft.edit_text,
            args=(None,),
            help=gettext("Your edited text is replaced by the file of the form."),
        )
    show_file(draft, text)
    can_start = show_estimate(text)
    if draft.message:
        st.error(escape_markdown(draft.message), icon=":material/block:")
    st.button(
        gettext("Start this experiment"),
        type="primary",
        icon=":material/play_arrow:",
        key=START,
        disabled=not can_start,
        on_click=start_experiment,
        args=(text,),
    )
    st.caption(limits_text(services.settings().limits))


def show_file(draft: Draft, text: str) -> None:
    """Show the file in an input, and the ways to save and to open one."""
    with st.expander(
        gettext("The file of this experiment (TOML)"), expanded=draft.text is not None
    ):
        # The form's file is another input after each change of the form; an edited file stays the same input.
        key = f"file of the experiment {draft.edition} {text if draft.text is None else 'edited'}"
        st.session_state[key] = st.session_state.get(key, text)
        st.text_area(
            gettext("Edit this text, or paste another file"),
            height=320,
            key=key,
            on_change=store_text,
            args=(key,),
        )
        toml_download("experiment", text).show_button(key="file of the new experiment")
        uploaded_key = f"uploaded experiment {draft.edition}"
        st.file_uploader(
            gettext("Open a file"),
            type=["toml", "txt"],
            max_upload_size=MAX_FILE_MEGABYTES,
            key=uploaded_key,
            on_change=store_uploaded,
            args=(uploaded_key,),
        )


def store_text(key: str) -> None:
    """Store the edited text. Streamlit calls this function before it runs the page again."""
    draft = session_record(Draft)
    draft.text, draft.message = st.session_state[key], ""


def store_uploaded(key: str) -> None:
    """Store the text of an uploaded file, or the reason why it cannot be read."""
    draft, file = session_record(Draft), st.session_state[key]
    if file is None:
        return
    try:
        draft.edit_text(file.getvalue().decode("utf-8"))
    except UnicodeDecodeError:
        draft.message = gettext("{file} is not a text in UTF-8: save it as text", file=file.name)


def show_estimate(text: str) -> bool:
    """Show what the experiment needs, or why it cannot start. Return whether it can start."""
    try:
        experiment = read_experiment(text)
        needed = admitted_estimate(services.run_store(), experiment, settings=services.settings())
    except (ExperimentError, LimitError) as error:
        st.error(escape_markdown(f"{error}."), icon=":material/error:")
        return False
    st.write(escape_markdown(describe_estimate(needed)))
    return True
