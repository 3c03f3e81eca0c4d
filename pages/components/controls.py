"""The controls' values in a session: kept across pages, and in step with the URL."""

import re
from collections.abc import Sequence

import streamlit as st

from pages.components.share_link import Value, Values, defaults, read_link, write_link
from pruning_core.datasets import locate_mnist

MARKDOWN = re.compile(r"([\\`*_\[\]()<>#!|~$:{}-])")
MOST_PROBLEMS = 5
VALUES, WRITTEN, PROBLEMS = "controls", "controls written to the URL", "problems of the link"


def widget_key(name: str) -> str:
    """The session key of the widget that edits a control."""
    return f"control {name}"


def sync_from_url(*, keep: Sequence[str] = ()) -> None:
    """Take over what a new link says; to be called before the page's first widget.

    Args:
        keep: Parameters that belong to the page itself and are none of the controls'.
    """
    if VALUES not in st.session_state:
        st.session_state[VALUES] = defaults("digits" if locate_mnist() is None else "mnist")
    incoming = {name: st.query_params[name] for name in st.query_params if name not in keep}
    if incoming and incoming != st.session_state.get(WRITTEN):
        values, problems = read_link(incoming, st.session_state[VALUES])
        set_values(values)
        st.session_state[PROBLEMS] = problems
        st.session_state[WRITTEN] = incoming


def show_link_problems() -> None:
    """Say what was wrong with the link, until a control changes; call it after the widgets."""
    problems = st.session_state.get(PROBLEMS, [])
    for problem in problems[:MOST_PROBLEMS]:
        st.warning(as_text(problem), icon=":material/link_off:")
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        st.warning(
            f"{more} more parameters of the link cannot be used.", icon=":material/link_off:"
        )


def as_text(text: str) -> str:
    r"""Text that Streamlit shows as it is: what comes from a link must not make links or images.

    >>> print(as_text("got '![](//host/x.png)'"))
    got '\!\[\]\(//host/x.png\)'
    """
    return MARKDOWN.sub(r"\\\1", text)


def current() -> Values:
    """The value of every control."""
    values: Values = st.session_state[VALUES]
    return values


def set_values(values: Values) -> None:
    """Set controls, and the widgets that show them; only before these widgets are drawn."""
    st.session_state[VALUES] = current() | values
    for name, value in values.items():
        if widget_key(name) in st.session_state:
            st.session_state[widget_key(name)] = value


def prepare_widget(name: str) -> str:
    """Give a control's widget its value; returns the key to make the widget with."""
    key = widget_key(name)
    if key not in st.session_state:
        st.session_state[key] = current()[name]
    return key


def number(name: str, *, step: float, explanation: str, disabled: bool = False) -> None:
    """The input of a number; a whole one when its step is whole. Emptied, it keeps its last value.

    It has no limits of its own: what a value may be is the core's to say, so that a link hears the
    same as a widget.
    """
    value = st.number_input(
        name,
        key=prepare_widget(name),
        value=None,
        step=step,
        format=None if isinstance(step, int) else "%0.6g",
        help=explanation,
        disabled=disabled,
    )
    if value is None:
        st.error(f"{name} needs a number; until there is one, {current()[name]} is used.")
    else:
        take(name, value)


def take(name: str, value: Value) -> None:
    """Keep what a widget says."""
    if current()[name] != value:
        st.session_state[PROBLEMS] = []
    st.session_state[VALUES] = current() | {name: value}


def sync_to_url(**own: str) -> None:
    """Write the controls, and the page's own parameters, to the URL."""
    written = write_link(current())
    st.session_state[WRITTEN] = written
    if st.query_params.to_dict() != written | own:
        st.query_params.from_dict(written | own)
