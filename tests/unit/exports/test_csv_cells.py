"""No CSV of the lab contains a formula that a visitor wrote, and every table of layers reads back equal."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.explorer.network.layer_downloads import layers_csv, table_text
from pages.components.session.lab_state import LabState, defaults
from pages.components.session.layer_plan import LayerPlan
from pruning_core import Layer, LayerTable
from pruning_core.csv_cells import harmless_cell, original_cell
from pruning_core.exports.log.run_log import log_csv
from pruning_core.runs.run import StoredEvent
from tests.examples import short_run

STARTS = "=+-@\t\r"
FORMULAS = ("=1+1", "+cmd", "-2+3", "@SUM(A1)", "'=quoted", "''", "'plain'", "x=1")


@given(st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_cell_never_begins_like_a_formula_and_reads_back_equal(text: str) -> None:
    cell = harmless_cell(text)
    assert not str(cell).startswith(tuple(STARTS))
    assert original_cell(str(cell)) == text


@pytest.mark.parametrize("number", [-1, -0.5, 0, True, None])
def test_numbers_stay_numbers(number: float | None) -> None:
    assert harmless_cell(number) is number


def test_table_of_layers_has_no_formula_and_reads_back_equal() -> None:
    table = LayerTable(tuple(Layer(name, "Dense", ((8, 4),)) for name in FORMULAS))
    state = defaults("digits")
    plan = LayerPlan(title="=title", table=table)
    text = layers_csv(with_own_layers(state, plan), 100)
    for content in (text, table_text(table)):
        cells = [cell for row in csv.reader(StringIO(content)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(tuple(STARTS))]
        assert LayerTable.read(content).layers == table.layers


def with_own_layers(state: LabState, plan: LayerPlan) -> LabState:
    """The state that shows a network of the visitor."""
    return replace(state, own_layers=plan, shows_own_layers=True)


def test_text_of_an_event_is_no_formula_in_the_log() -> None:
    body = '{"kind": "=kind", "=name": "@text", "change": -2.5}'
    rows = list(
        csv.DictReader(
            StringIO("".join(log_csv([StoredEvent(number=1, at=0.0, body=body)], short_run())))
        )
    )
    assert [(row["kind"], row["name"], row["value"], row["text"]) for row in rows] == [
        ("'=kind", "'=name", "", "'@text"),
        ("'=kind", "change", "-2.5", ""),
    ]
