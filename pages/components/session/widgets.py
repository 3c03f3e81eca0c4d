"""Inputs for the rows of the core's table of parameters, and texts that are safe to show."""

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.components.session.visit import TrainingPage, current_visit, session_record
from pruning_core.parameter import Choice, Real, Whole
from pruning_core.runs.parameters import PARAMETERS
from pruning_core.texts import gettext, ngettext

MARKDOWN = re.compile(r"([\\`*_\[\]()<>#!|~$:{}&-])")
LINK_CHARACTERS = re.compile(r"(www|[:@-])", re.IGNORECASE)
WORD_JOINER = "\u2060"
MAX_SHOWN_PROBLEMS = 5


def parameter_input(
    name: str, *, help_text: str = "", on_change: Callable[[], None] | None = None
) -> None:
    """The input of a parameter. It stores what is typed, valid or not.

    Args:
        name: The parameter's name.
        help_text: Shown instead of the parameter's own help.
        on_change: Called instead of `store_input`.
    """
    parameter = PARAMETERS[name]
    options: dict[str, Any] = {
        "key": widget_key(name),
        "help": help_text or gettext(parameter.help),
        "on_change": on_change or store_input,
        "args": () if on_change else (name,),
    }
    value: Any = current_visit().state.training[name]
    match parameter.values:
        case Choice(options=titled):
            st.selectbox(
                gettext(parameter.label),
                list(titled),
                index=list(titled).index(value),
                format_func=lambda option: gettext(titled[option].title),
                **options,
            )
        case Whole():
            st.number_input(
                gettext(parameter.label), value=value, step=int(parameter.step), **options
            )
        case Real():
            options |= {"step": float(parameter.step), "format": "%0.6g"}
            st.number_input(gettext(parameter.label), value=value, **options)


def widget_key(name: str) -> str:
    """The session key of a parameter's input.

    When something else sets the value, such as a link, the key changes, so a new input is made.
    To set the value of the old input would be a race: until the browser has received the new value,
    it sends the old one, as if the visitor had typed it.
    """
    return f"{name} {current_visit().training_edition}"


def store_input(name: str) -> None:
    """Store the value of an input; Streamlit calls this before it runs the page again."""
    current_visit().link_problems = []
    current_visit().edit_training({name: st.session_state[widget_key(name)]})


def show_training_button(label: str, *, key: str, **more: Any) -> None:  # noqa: ANN401  (passed to `st.button`)
    """A button of the training page. Its press is stored until the page acts on it."""
    st.button(label, key=key, on_click=session_record(TrainingPage).press, args=(key,), **more)


def show_link_problems() -> None:
    """Show the problems of the link until the next change; call it after the widgets."""
    problems = current_visit().link_problems
    for problem in problems[:MAX_SHOWN_PROBLEMS]:
        st.warning(as_text(problem), icon=":material/link_off:")
    if (more := len(problems) - MAX_SHOWN_PROBLEMS) > 0:
        st.warning(
            ngettext(
                "{count} more parameter of the link cannot be used.",
                "{count} more parameters of the link cannot be used.",
                more,
            ),
            icon=":material/link_off:",
        )


def as_text(text: str) -> str:
    r"""Text that Streamlit shows unchanged: a text from a link must not become a link or an image.

    Backslashes escape Markdown. They do not stop addresses, icons and arrows, so an invisible character
    is put into these.

    >>> print(as_text("got '![](//host/x.png)'"))
    got '\!\[\]\(//host/x.png\)'
    >>> as_text("www.host")
    'www\u2060.host'
    """
    return LINK_CHARACTERS.sub(rf"\1{WORD_JOINER}", MARKDOWN.sub(r"\\\1", text))
