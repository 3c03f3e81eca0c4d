"""A run's event log as a table: CSV and Parquet hold the events' own numbers, to the bit."""

import csv
import json
import struct
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from itertools import count, islice

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.exports.log.run_log import COLUMNS, log_csv, write_log_parquet
from pruning_core.runs.event_json import event_to_json
from pruning_core.runs.events import RunEvent, RunFailed, RunStopped, StepMeasured
from pruning_core.runs.run import StoredEvent
from tests.any_event import events_of
from tests.examples import short_run
from tests.run_logs import finished_log, masks, stored

CONFIG = short_run()


def leaves(value: object) -> Iterator[object]:
    """Every number, text and None in a value, in order."""
    match value:
        case dict():
            for part in value.values():
                yield from leaves(part)
        case list():
            for part in value:
                yield from leaves(part)
        case _:
            yield value


def measured(events: Sequence[RunEvent]) -> list[object]:
    """What the table has to hold of events; a layer's name has a column of its own."""
    found: list[object] = []
    for event in events:
        values = json.loads(event_to_json(event))
        values.pop("kind"), values.pop("step", None)
        for parts in values.values():
            if isinstance(parts, list) and parts and isinstance(parts[0], dict):
                for part in parts:
                    part.pop("layer")
        found += list(leaves(values)) or [None]
    return found


def as_bits(value: object) -> object:
    """A number as the bits of its float64; whatever else it is as it is, nothing as None."""
    if isinstance(value, int | float):
        return struct.pack("<d", value)
    return value or None


def csv_rows(events: Sequence[RunEvent]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO("".join(log_csv(stored(events), CONFIG)), newline="")))


def parquet(events: Sequence[RunEvent]) -> BytesIO:
    file = BytesIO()
    write_log_parquet(stored(events), CONFIG, file)
    return file


EVENTS = st.lists(events_of(len(CONFIG.pruned_kernels)), max_size=5)


@given(events=EVENTS)
def test_the_csv_holds_every_number_and_text_of_the_events(events: list[RunEvent]) -> None:
    cells = [
        float(row["value"]) if row["value"] else row["text"] or None for row in csv_rows(events)
    ]
    assert [*map(as_bits, cells)] == [*map(as_bits, measured(events))]


@given(events=EVENTS)
def test_the_parquet_holds_the_same_rows_as_the_csv_to_the_bit(events: list[RunEvent]) -> None:
    rows = csv_rows(events)
    table = pq.read_table(parquet(events)).to_pylist()
    numbers = {"number", "at", "step", "position", "value"}
    assert [
        {
            name: as_bits(float(text) if text and name in numbers else text)
            for name, text in row.items()
        }
        for row in rows
    ] == [{name: as_bits(cell) for name, cell in row.items()} for row in table]


def test_pandas_reads_both_in_one_line_and_finds_the_same() -> None:
    events = finished_log(CONFIG)
    from_parquet = pd.read_parquet(parquet(events))
    text = StringIO("".join(log_csv(stored(events), CONFIG)), newline="")
    from_csv = pd.read_csv(text)
    assert list(from_csv.columns) == list(from_parquet.columns) == list(COLUMNS)
    for column in ("number", "at", "step", "value"):
        pd.testing.assert_series_equal(
            from_csv[column].astype(float), from_parquet[column].astype(float), check_exact=True
        )
    losses = from_csv[(from_csv["kind"] == "step_measured") & (from_csv["name"] == "loss")]
    assert losses["value"].tolist() == [e.loss for e in events if isinstance(e, StepMeasured)]


def test_a_value_of_a_kernel_names_its_layer() -> None:
    event = masks(CONFIG, 5)
    kept = [row for row in csv_rows([event]) if row["name"] == "kept"]
    assert [row["layer"] for row in kept] == [kernel.layer for kernel in CONFIG.pruned_kernels]
    assert [int(row["value"]) for row in kept] == list(event.kept)


def test_an_event_that_holds_nothing_but_its_step_still_has_a_row() -> None:
    event = StoredEvent(number=1, at=0.5, body='{"kind": "run_paused", "step": 7}')
    assert next(log_csv([event], CONFIG)).splitlines()[1] == "1,0.5,run_paused,7,,,,,"


@pytest.mark.parametrize("message", ['a "b", c', "a\rb", "a\nb", "a\r\nb"])
def test_a_message_keeps_its_lines_quotes_and_commas(message: str) -> None:
    [_, row] = csv_rows([RunStopped(step=1), RunFailed(step=2, message=message)])
    assert row["text"] == message


def test_what_utf_8_cannot_write_is_spelled_out() -> None:
    events = [RunFailed(step=2, message="no file \udcff")]
    assert csv_rows(events)[0]["text"] == "no file \\udcff"
    assert pq.read_table(parquet(events))["text"].to_pylist() == ["no file \\udcff"]


def test_a_log_without_an_end_is_written_piece_by_piece() -> None:
    body = event_to_json(StepMeasured(step=1, loss=0.5, accuracy=0.5, scheduled_sparsity=None))
    endless = (StoredEvent(number=number, at=0.0, body=body) for number in count(1))
    assert [bool(piece) for piece in islice(log_csv(endless, CONFIG), 2)] == [True, True]


def test_the_parquet_says_what_its_columns_are_and_which_run_it_is() -> None:
    schema = pq.read_schema(parquet(finished_log(CONFIG)))
    assert {field.name: field.metadata[b"description"].decode() for field in schema} == COLUMNS
    assert schema.metadata[b"run_config"].decode() == CONFIG.to_json()


def test_an_empty_log_is_a_table_without_rows() -> None:
    assert csv_rows([]) == []
    assert pq.read_table(parquet([])).num_rows == 0
