"""The diagram of states in the documentation shows the table of transitions that the store uses."""

import re

from docs.state_diagram import DOCUMENT, with_diagram
from pruning_core.runs.states import TRANSITIONS


def test_diagram_in_the_documentation_is_current() -> None:
    text = DOCUMENT.read_text()
    assert with_diagram(text) == text, "run `make diagram`"


def test_diagram_has_exactly_the_transitions_of_the_table() -> None:
    arrows = set(re.findall(r"^    (\w+) --> (\w+) :", DOCUMENT.read_text(), re.MULTILINE))
    assert arrows == {
        (source.value, target.value)
        for source, targets in TRANSITIONS.items()
        for target in targets
    }
