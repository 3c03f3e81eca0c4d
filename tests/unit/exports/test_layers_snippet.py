"""The module for the layers of the visitor's own model can be parsed, and contains every schedule."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import Schedule
from pruning_core.errors import FieldError, LayerTableError
from pruning_core.exports import layers_snippet
from tests.examples import DECAY
from tests.export_inputs import any_schedules

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.dictionaries(NAMES, any_schedules(), min_size=1, max_size=3))
def test_code_of_any_layers_and_schedules_can_be_parsed_and_names_every_layer(
    schedules: dict[str, Schedule],
) -> None:
    tree = ast.parse(layers_snippet(schedules))
    keys = {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert set(schedules) <= keys


def test_link_and_layers_are_checked() -> None:
    assert "https://lab.example/x" in layers_snippet({"a": DECAY}, link="https://lab.example/x")
    with pytest.raises(FieldError):
        layers_snippet({"a": DECAY}, link="not a link")
    with pytest.raises(LayerTableError, match="no layer is pruned"):
        layers_snippet({"a": None})
