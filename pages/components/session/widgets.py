"""Inputs for the rows of the core's table of parameters, and texts that are safe to show."""

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.components.session.run_start import RunStart
from pages.components.session.visit import current_visit, session_record
from pruning_core.parameter import Choice, Parameter, Real, Text, Whole
from pruning_core.plan.own_training import OWN_PARAMETERS
from pruning_core.runs.parameters import PARAMETERS
from pruning_core.texts import gettext, ngettext

MARKDOWN_CHARACTERS = re.compile(r"([\\`*_\[\]()<>#!|~$:{}&-])")
LINK_CHARACTERS = re.compile(r"(www|[:@-])", re.IGNORECASE)
WORD_JOINER = "\u2060"
MAX_PROBLEMS = 5


def show_parameter_input(
    name: str, *, help_text: str = "", on_change: Callable[[], None] | None = None
) -> None:
    """Show the input of a parameter. It stores the value that the visitor types, even if it is invalid.

    Args:
        name: The parameter's name.
        help_text: The help of the input. If empty, the help of the parameter is used.
        on_change: The function to call after a change. If None, `store_input` is called.
    """
    show_input(
        PARAMETERS[name],
        current_visit().state.training[name],
        key=widget_key(name),
        help=help_text or gettext(PARAMETERS[name].help),
        on_change=on_change or store_input,
        args=() if on_change else (name,),
    )


def show_own_training_input(name: str) -> None:
    """Show the input of a parameter of the visitor's own training. It stores the typed value, even if it is invalid."""
    show_input(
        OWN_PARAMETERS[name],
        current_visit().state.own_training[name],
        key=own_training_key(name),
        help=gettext(OWN_PARAMETERS[name].help),
        on_change=store_own_training_input,
        args=(name,),
    )


def show_input(parameter: Parameter, value: Any, **options: Any) -> None:  # noqa: ANN401  (passed to Streamlit's inputs)
    """Show the input for the values of a parameter."""
    match parameter.values:
        case Choice(options=options_by_name):
            st.selectbox(
                gettext(parameter.label),
                list(options_by_name),
                index=list(options_by_name).index(value),
                format_func=lambda option: gettext(options_by_name[option].title),
                **options,
            )
        case Whole():
            st.number_input(
                gettext(parameter.label), value=value, step=int(parameter.step), **options
            )
        case Real():
            options |= {"step": float(parameter.step), "format": "%0.6g"}
            st.number_input(gettext(parameter.label), value=value, **options)
        case Text():
            st.text_input(gettext(parameter.label), value=value, **options)


def widget_key(name: str) -> str:
    """Return the session key of a parameter's input.

    If a link or a preset sets the value, the key changes and the page makes a new input. The old input
    cannot be used for the new value: the browser sends the old value until it has received the new value, and
    Streamlit would store the old value.
    """
    return f"{name} {current_visit().training_edition}"


def store_input(name: str) -> None:
    """Store the value of an input. Streamlit calls this function before it runs the page again."""
    current_visit().link_problems = []
    current_visit().edit_training({name: st.session_state[widget_key(name)]})


def own_training_key(name: str) -> str:
    """Return the session key of an input of the visitor's own training; see `widget_key`."""
    return widget_key(f"own {name}")


def store_own_training_input(name: str) -> None:
    """Store the value of an input. Streamlit calls this function before it runs the page again."""
    current_visit().link_problems = []
    current_visit().edit_own_training({name: st.session_state[own_training_key(name)]})


def show_start_button(label: str, *, key: str, **options: Any) -> None:  # noqa: ANN401  (passed to `st.button`)
    """Show a button that starts a run. A press is stored until the page has handled it."""
    st.button(label, key=key, on_click=session_record(RunStart).press, args=(key,), **options)


def show_link_problems() -> None:
    """Show the problems of the link until the next change. Call it after the widgets."""
    problems = current_visit().link_problems
    for problem in problems[:MAX_PROBLEMS]:
        st.warning(escape_markdown(problem), icon=":material/link_off:")
    if (n_more := len(problems) - MAX_PROBLEMS) > 0:
        st.warning(
            ngettext(
                "{count} more parameter of the link cannot be used.",
                "{count} more parameters of the link cannot be used.",
                n_more,
            ),
            icon=":material/link_off:",
        )


def escape_markdown(text: str) -> str:
    r"""Return text that Streamlit shows unchanged. So text from a link cannot become a link or an image.

    Backslashes escape Markdown. Streamlit makes links, icons and arrows even from escaped text, so
    this function puts an invisible character into such text.

    >>> print(escape_markdown("got '![](//host/x.png)'"))
    got '\!\[\]\(//host/x.png\)'
    >>> escape_markdown("www.host")
    'www\u2060.host'
    """
    return LINK_CHARACTERS.sub(rf"\1{WORD_JOINER}", MARKDOWN_CHARACTERS.sub(r"\\\1", text))
