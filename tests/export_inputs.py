"""Hypothesis strategies for the inputs of exports, and a parser for the elements of a page."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

from pruning_core import (
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
)
from pruning_core.exports.addresses import is_address
from pruning_core.schedules import Keyframe, Segment
from tests.strategies import schedules, sparsities, step_numbers


@st.composite
def curves(draw: st.DrawFn) -> KeyframeSchedule:
    """Keyframe schedules with a few points at any steps."""
    steps = sorted(draw(st.sets(step_numbers(), min_size=1, max_size=6)))
    segments = st.sampled_from(Segment)
    return KeyframeSchedule(
        keyframes=[
            Keyframe(step=step, sparsity=draw(sparsities()), segment=draw(segments))
            for step in steps
        ],
        begin_step=draw(step_numbers()),
        frequency=draw(step_numbers(1)),
    )


def any_schedules() -> st.SearchStrategy[Schedule]:
    """Schedules of every class, with any number of steps between begin and end."""
    return st.one_of(schedules(), curves())


@st.composite
def decays(draw: st.DrawFn, longest: int) -> PolynomialDecay:
    """Decays that end at step `longest` or earlier."""
    begin_step = draw(st.integers(0, longest - 1))
    return PolynomialDecay(
        initial_sparsity=draw(sparsities()),
        final_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(st.integers(begin_step + 1, longest)),
        frequency=draw(st.integers(1, longest)),
    )


@st.composite
def plans(draw: st.DrawFn) -> TrainingPlan:
    """Plans with at most a few hundred steps. They have at most as many examples as the bundled digits."""
    return TrainingPlan(
        num_examples=draw(st.integers(10, 1000)),
        batch_size=draw(st.integers(20, 1000)),
        epochs=draw(st.integers(1, 9)),
        validation_split=draw(st.sampled_from((0.0, 0.2, 1 / 3))),
    )


def addresses() -> st.SearchStrategy[str]:
    """Web addresses with any query that an address can have."""
    letters = st.text(st.characters(codec="utf-8"), max_size=20).map(
        lambda text: "".join(filter(lambda letter: is_address(f"http://a/{letter}"), text))
    )
    return st.builds("https://lab.example/{}?{}#{}".format, letters, letters, letters).filter(
        is_address
    )


def titles() -> st.SearchStrategy[str]:
    """Titles, some of which try to inject HTML or JavaScript."""
    hostile = (
        "</title><script>",
        '"onload="',
        "'",
        "--><",
        "<!--",
        "]]>",
        "&quot;",
        "\r\n",
        "</ScRiPt",
    )
    return st.one_of(
        st.lists(st.one_of(st.sampled_from(hostile), st.text(max_size=5)), max_size=5).map("".join),
        st.text(st.characters(codec="utf-8"), max_size=30),
    ).filter(lambda text: text.strip() and is_utf8(text))


def is_utf8(text: str) -> bool:
    """Whether the text can be encoded as UTF-8. Text with half of a surrogate pair cannot."""
    return not re.search("[\ud800-\udfff]", text)


class Elements(HTMLParser):
    """Parses a page. It collects every element with its attributes, and the text of each type of element."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Store the element."""
        self.elements.append((tag, dict(attrs)))
        kind = dict(attrs).get("type")
        self._open = tag if kind is None else f"{tag} {kind}"

    def handle_endtag(self, tag: str) -> None:
        """Ignore the text until the next element starts."""
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Store the text."""
        self.texts[self._open] = self.texts.get(self._open, "") + data
