"""What a visitor's session holds, in step with the URL, and the widgets that edit the training."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.components.session.lab_state import LabState, NamedSchedule, Values, defaults
from pages.components.session.share_link import read_link, write_link
from pruning_core.data.datasets import locate_mnist

MARKDOWN = re.compile(r"([\\`*_\[\]()<>#!|~$:{}&-])")
MAKES_LINKS = re.compile(r"(www|[:@-])", re.IGNORECASE)
WORD_JOINER = "\u2060"
MOST_PROBLEMS = 5
STATE, WRITTEN, PROBLEMS = "state of the lab", "state written to the URL", "problems of the link"
EDITION, TRAINING_EDITION = "edition of the schedules", "edition of the training"
REPLACED = "links that were replaced, and when"
LINKS_REMEMBERED = 20
CHANGED = "changed since the page was last made"
SECONDS_A_BROWSER_MAY_LAG = 1.5


def widget_key(name: str) -> str:
    """The session key of the widget that edits a value of the training.

    A value that is set otherwise, by a link for one, makes a new widget. Setting the old one would
    be a race: a browser that has not heard of it yet sends back what it shows, as if it were typed.
    """
    return f"{name} {st.session_state.get(TRAINING_EDITION, 0)}"


def sync_from_url(*, keep: Sequence[str] = ()) -> None:
    """Take over what a new link says; to be called before the page's first widget.

    Args:
        keep: Parameters that belong to the page itself and are none of the state's.
    """
    if STATE not in st.session_state:
        st.session_state[STATE] = defaults("digits" if locate_mnist() is None else "mnist")
    incoming = {name: st.query_params[name] for name in st.query_params if name not in keep}
    late = is_late(incoming)
    if incoming and incoming != st.session_state.get(WRITTEN) and not late:
        read, problems = read_link(incoming, state())
        show_schedules(read.schedules, selected=read.selected)
        take_layers(read.layers)
        set_training(read.training)
        st.session_state[PROBLEMS] = problems
        st.session_state[WRITTEN] = incoming
        st.session_state[CHANGED] = False


def is_late(link: dict[str, str]) -> bool:
    """Whether a link is one that this session has written, and replaced since.

    A browser tells its address with everything that a visitor does, and may lag behind. With a
    change, or a moment after one, an old address is late; else the visitor has gone back to it.
    """
    now = time.monotonic()
    changed = st.session_state.pop(CHANGED, False)
    replaced: list[tuple[dict[str, str], float]] = st.session_state.get(REPLACED, [])
    if not changed:
        replaced = [(old, at) for old, at in replaced if now - at < SECONDS_A_BROWSER_MAY_LAG]
    return any(old == link for old, _at in replaced)


def show_link_problems() -> None:
    """Say what was wrong with the link, until something changes; call it after the widgets."""
    problems = st.session_state.get(PROBLEMS, [])
    for problem in problems[:MOST_PROBLEMS]:
        st.warning(as_text(problem), icon=":material/link_off:")
    if (more := len(problems) - MOST_PROBLEMS) > 0:
        st.warning(
            f"{more} more parameters of the link cannot be used.", icon=":material/link_off:"
        )


def as_text(text: str) -> str:
    r"""Text that Streamlit shows as it is: what comes from a link must not make links or images.

    Backslashes stop Markdown; addresses, icons and arrows are made of what is left, so an invisible
    character stands between their parts.

    >>> print(as_text("got '![](//host/x.png)'"))
    got '\!\[\]\(//host/x.png\)'
    >>> as_text("www.host")
    'www\u2060.host'
    """
    return MAKES_LINKS.sub(rf"\1{WORD_JOINER}", MARKDOWN.sub(r"\\\1", text))


def state() -> LabState:
    """What the visitor works on."""
    held: LabState = st.session_state[STATE]
    return held


def edition() -> int:
    """Grows whenever the schedules change otherwise than in the editor, which then takes them over."""
    return int(st.session_state.get(EDITION, 0))


def take_schedules(schedules: tuple[NamedSchedule, ...], *, selected: int) -> None:
    """Keep what the editor says."""
    layers = moved_layers(state(), schedules)
    st.session_state[STATE] = replace(
        state(), schedules=schedules, selected=selected, layers=layers
    )
    st.session_state[CHANGED] = True
    st.session_state[PROBLEMS] = []


def moved_layers(before: LabState, schedules: tuple[NamedSchedule, ...]) -> dict[str, int | None]:
    """The layers' schedules by their new places; a layer whose schedule has gone follows the selected one."""
    places = {named.name: place for place, named in enumerate(schedules)}
    if len(schedules) == len(before.schedules):  # edited, renamed: each is where it was
        return dict(before.layers)
    if len(places) < len(schedules):  # names that stand twice tell nothing
        return {
            layer: place
            for layer, place in before.layers.items()
            if place is None or place < len(schedules)
        }
    moved: dict[str, int | None] = {}
    for layer, place in before.layers.items():
        if place is None:
            moved[layer] = None
        elif (found := places.get(before.schedules[place].name)) is not None:
            moved[layer] = found
    return moved


def show_schedules(schedules: tuple[NamedSchedule, ...], *, selected: int) -> None:
    """Set the schedules, and have the editor show them."""
    take_schedules(schedules, selected=selected)
    st.session_state[EDITION] = edition() + 1


def set_training(values: Values) -> None:
    """Set values of the training, and have its widgets show them; only before these are drawn."""
    take_training(values)
    st.session_state[TRAINING_EDITION] = st.session_state.get(TRAINING_EDITION, 0) + 1


def take_training(values: Values) -> None:
    """Keep values of the training."""
    st.session_state[STATE] = replace(state(), training={**state().training, **values})
    st.session_state[CHANGED] = True


def take_layers(layers: Mapping[str, int | None]) -> None:
    """Keep which schedule each layer follows."""
    st.session_state[STATE] = replace(state(), layers=layers)
    st.session_state[CHANGED] = True


def number(name: str, *, step: float, explanation: str) -> None:
    """The input of a number of the training; a whole one when its step is whole.

    It has no limits of its own: what a value may be is the core's to say, so that a link hears the
    same as a widget.
    """
    held: Any = state().training[name]
    st.number_input(
        name,
        key=widget_key(name),
        value=held,
        step=step,
        format=None if isinstance(step, int) else "%0.6g",
        help=explanation,
        on_change=take_widget,
        args=(name,),
    )


def take_widget(name: str) -> None:
    """Keep what a widget says, before the page is made anew."""
    st.session_state[PROBLEMS] = []
    take_training({name: st.session_state[widget_key(name)]})


def sync_to_url(**own: str) -> None:
    """Write the state, and the page's own parameters, to the URL."""
    written, before = write_link(state()), st.session_state.get(WRITTEN)
    if before is not None and before != written:
        replaced = st.session_state.get(REPLACED, [])
        st.session_state[REPLACED] = [*replaced, (before, time.monotonic())][-LINKS_REMEMBERED:]
    st.session_state[WRITTEN] = written
    if st.query_params.to_dict() != written | own:
        st.query_params.from_dict(written | own)
