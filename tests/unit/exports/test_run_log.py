"""The event log of a run as a table: CSV and Parquet contain the exact numbers of the events."""

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

from pruning_core.csv_cells import original_cell
from pruning_core.data.facts import DATASETS
from pruning_core.exports.log.accuracy_images import exported_line
from pruning_core.exports.log.run_log import COLUMNS, log_csv, write_log_parquet
from pruning_core.runs.events.event_json import event_from_json, event_to_json
from pruning_core.runs.events.kinds import (
    EpochMeasured,
    RunEvent,
    RunFailed,
    RunFinished,
    RunStopped,
    StepMeasured,
)
from pruning_core.runs.run import StoredEvent
from tests.any_event import events_of
from tests.examples import short_run
from tests.run_logs import finished_log, masks, stored_events

CONFIG = short_run()


def simple_values(value: object) -> Iterator[object]:
    """Every number, text and None in a value, in order."""
    match value:
        case dict():
            for part in value.values():
                yield from simple_values(part)
        case list():
            for part in value:
                yield from simple_values(part)
        case _:
            yield value


def expected_values(events: Sequence[RunEvent]) -> list[object]:
    """The values that the table must contain. Layer names are omitted: they have their own column."""
    expected: list[object] = []
    for event in events:
        values = json.loads(event_to_json(event))
        values.pop("kind"), values.pop("step", None)
        for parts in values.values():
            if isinstance(parts, list) and parts and isinstance(parts[0], dict):
                for part in parts:
                    part.pop("layer")
        expected += list(simple_values(values)) or [None]
    return expected


def as_bits(value: object) -> object:
    """A number as the bits of its float64, an empty value as None, any other value unchanged."""
    if isinstance(value, int | float):
        return struct.pack("<d", value)
    return value or None


def csv_rows(events: Sequence[RunEvent]) -> list[dict[str, str]]:
    """The rows of the CSV. The apostrophes that the lab writes before formulas are removed."""
    text = StringIO("".join(log_csv(stored_events(events), CONFIG)), newline="")
    return [
        {name: original_cell(cell) for name, cell in row.items()} for row in csv.DictReader(text)
    ]


def parquet(events: Sequence[RunEvent]) -> BytesIO:
    file = BytesIO()
    write_log_parquet(stored_events(events), CONFIG, file)
    return file


EVENTS = st.lists(events_of(len(CONFIG.pruned_kernels)), max_size=5)


@given(events=EVENTS)
def test_csv_has_every_number_and_text_of_the_events(events: list[RunEvent]) -> None:
    cells = [
        float(row["value"]) if row["value"] else row["text"] or None for row in csv_rows(events)
    ]
    assert [*map(as_bits, cells)] == [*map(as_bits, expected_values(events))]


@given(events=EVENTS)
def test_parquet_has_exactly_the_rows_of_the_csv(events: list[RunEvent]) -> None:
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


def test_pandas_reads_the_same_values_from_csv_and_parquet() -> None:
    events = finished_log(CONFIG)
    from_parquet = pd.read_parquet(parquet(events))
    text = StringIO("".join(log_csv(stored_events(events), CONFIG)), newline="")
    from_csv = pd.read_csv(text)
    assert list(from_csv.columns) == list(from_parquet.columns) == list(COLUMNS)
    for column in ("number", "at", "step", "value"):
        pd.testing.assert_series_equal(
            from_csv[column].astype(float), from_parquet[column].astype(float), check_exact=True
        )
    losses = from_csv[(from_csv["kind"] == "step_measured") & (from_csv["name"] == "loss")]
    assert losses["value"].tolist() == [
        event.loss for event in events if isinstance(event, StepMeasured)
    ]


def test_row_of_a_kernel_names_its_layer() -> None:
    event = masks(CONFIG, 5)
    kept_rows = [row for row in csv_rows([event]) if row["name"] == "kept"]
    assert [row["layer"] for row in kept_rows] == [kernel.layer for kernel in CONFIG.pruned_kernels]
    assert [int(row["value"]) for row in kept_rows] == list(event.kept)


def test_accuracy_has_the_number_of_its_images_as_text() -> None:
    plan = CONFIG.plan
    rows = csv_rows(finished_log(CONFIG))
    images = {
        (row["kind"], row["step"], row["name"]): int(row["text"])
        for row in rows
        if row["name"].endswith("accuracy")
    }
    assert images["step_measured", "1", "accuracy"] == plan.batch_size == 32
    assert images["step_measured", "13", "accuracy"] == 16  # the last batch of the epoch
    assert images["epoch_measured", "13", "accuracy"] == plan.training_examples == 400
    assert images["epoch_measured", "13", "validation_accuracy"] == 100
    assert images["run_finished", "13", "test_accuracy"] == 360
    assert not any(row["text"] for row in rows if row["name"] == "loss")


def test_event_without_values_has_one_row() -> None:
    event = StoredEvent(number=1, at=0.5, body='{"kind": "run_paused", "step": 7}')
    assert next(log_csv([event], CONFIG)).splitlines()[1] == "1,0.5,run_paused,7,,,,,"


@pytest.mark.parametrize("message", ['a "b", c', "a\rb", "a\nb", "a\r\nb"])
def test_line_breaks_quotes_and_commas_of_a_message_are_kept(message: str) -> None:
    [_, row] = csv_rows([RunStopped(step=1), RunFailed(step=2, message=message)])
    assert row["text"] == message


def test_text_that_utf_8_cannot_encode_is_escaped() -> None:
    events = [RunFailed(step=2, message="no file \udcff")]
    assert csv_rows(events)[0]["text"] == "no file \\udcff"
    assert pq.read_table(parquet(events))["text"].to_pylist() == ["no file \\udcff"]


def test_endless_log_is_written_piece_by_piece() -> None:
    body = event_to_json(StepMeasured(step=1, loss=0.5, accuracy=0.5, scheduled_sparsity=None))
    endless_log = (StoredEvent(number=number, at=0.0, body=body) for number in count(1))
    assert [bool(piece) for piece in islice(log_csv(endless_log, CONFIG), 2)] == [True, True]


def test_parquet_describes_its_columns_and_contains_the_config() -> None:
    schema = pq.read_schema(parquet(finished_log(CONFIG)))
    assert {field.name: field.metadata[b"description"].decode() for field in schema} == COLUMNS
    assert schema.metadata[b"run_config"].decode() == CONFIG.to_json()


def test_empty_log_is_a_table_without_rows() -> None:
    assert csv_rows([]) == []
    assert pq.read_table(parquet([])).num_rows == 0


def test_exported_line_says_on_how_many_images_each_accuracy_stands() -> None:
    plan = CONFIG.plan
    lines = [exported_line(stored, CONFIG) for stored in stored_events(finished_log(CONFIG))]
    events = [event_from_json(line) for line in lines]
    steps = [event for event in events if isinstance(event, StepMeasured)]
    epochs = [event for event in events if isinstance(event, EpochMeasured)]
    assert [step.images for step in steps] == [plan.examples_in_step(each.step) for each in steps]
    assert {epoch.images for epoch in epochs} == {plan.training_examples}
    assert {epoch.validation_images for epoch in epochs} == {plan.validation_examples or None}
    assert [event.test_images for event in events if isinstance(event, RunFinished)] == [
        DATASETS[CONFIG.dataset].test_examples
    ]
    damaged = StoredEvent(number=1, at=0.0, body='{"kind": "step_measured", "accuracy": 2}')
    assert exported_line(damaged, CONFIG) == f"{damaged.body}\n"
