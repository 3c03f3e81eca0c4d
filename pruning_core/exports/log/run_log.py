"""A run's event log as one long table. Each number and each text of an event has one row."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

from pruning_core.csv_cells import harmless_cell
from pruning_core.errors import EventError, UnknownKindError
from pruning_core.exports.log.accuracy_images import images_of_accuracies
from pruning_core.exports.log.event_cells import (
    Cell,
    as_unicode,
    cell,
    cells,
    cells_of_unknown,
    step_of,
)
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import StoredEvent

COLUMNS: dict[str, str] = {
    "number": "number of the event in the run's log, counted from 1",
    "at": "when the event was stored, in seconds since 1970-01-01 UTC",
    "kind": "what happened, such as step_measured, masks_measured or run_finished",
    "step": "the last optimizer step before the event, counted from 1",
    "layer": "the layer that the value belongs to; empty for values of the whole run",
    "position": "index in a list, counted from 0: the pruned kernel, the bin of a histogram",
    "name": "the name of the value; empty if the event has no values",
    "value": "a number; empty if it was not measured or is not finite",
    "text": "a value that is not a number; for an accuracy, the number of its images",
}
ROWS_PER_GROUP = 65_536
UNREADABLE = "unreadable"
"""The kind of an event that is damaged."""

LogRow = tuple[
    int,
    float,
    str,
    int | None,
    str | None,
    int | None,
    str | None,
    float | None,
    str | None,
]
"""A row of the table: the columns of `COLUMNS`, in order."""


def log_csv(events: Iterable[StoredEvent], config: RunConfig) -> Iterator[str]:
    r"""The table as CSV with a header. The text is returned in pieces, because a long log needs much memory.

    Numbers have enough digits to give the same float64 again with `pandas.read_csv(path)` (before
    pandas 3: with `float_precision="round_trip"`). Lines end with CR LF, as in RFC 4180. The columns
    are those of `COLUMNS`. An event has one row for each of its values, and at least one row. A damaged
    event has one row of the kind `unreadable`, whose text names the damage. A text that a spreadsheet would run as
    a formula has an apostrophe before it.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits")
    >>> failed = '{"kind": "run_failed", "step": 3, "message": "no data"}'
    >>> table = log_csv([StoredEvent(number=5, at=9.5, body=failed)], config)
    >>> print("".join(table).replace("\r", ""), end="")
    number,at,kind,step,layer,position,name,value,text
    5,9.5,run_failed,3,,,message,,no data
    """
    piece = io.StringIO()
    # With other line ends, Python 3.11 would not quote a single carriage return.
    writer = csv.writer(piece, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows = log_rows(events, config)
    while batch := tuple(islice(rows, ROWS_PER_GROUP)):
        writer.writerows(map(harmless_cell, row) for row in batch)
        yield piece.getvalue()
        piece.seek(0)
        piece.truncate()
    yield piece.getvalue()


def write_log_parquet(events: Iterable[StoredEvent], config: RunConfig, sink: BinaryIO) -> None:
    """Write the table as Parquet: `pandas.read_parquet(path)` gives exactly the numbers of the CSV.

    Counts are float64, like every `value`. They are exact up to 2**53. The metadata of each field
    explains its column, and the metadata of the file contains the config as `run_config`.
    """
    import pyarrow as pa  # noqa: PLC0415  (half a second, only for Parquet)
    import pyarrow.parquet as pq  # noqa: PLC0415

    integer, number, text = pa.int64(), pa.float64(), pa.string()
    types = (integer, number, text, integer, text, integer, text, number, text)
    fields = [
        pa.field(name, of_type, metadata={"description": meaning})
        for (name, meaning), of_type in zip(COLUMNS.items(), types, strict=True)
    ]
    schema = pa.schema(fields, metadata={"run_config": config.to_json()})
    rows = log_rows(events, config)
    with pq.ParquetWriter(sink, schema) as writer:
        while batch := tuple(islice(rows, ROWS_PER_GROUP)):
            columns = zip(*batch, strict=True)
            arrays = [pa.array(column, of) for column, of in zip(columns, types, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def log_rows(events: Iterable[StoredEvent], config: RunConfig) -> Iterator[LogRow]:
    """The rows of the table. Events of unknown kinds have rows too."""
    layers = {index: kernel.layer for index, kernel in enumerate(config.pruned_kernels)}
    for stored in events:
        for kind, step, cell_of_event in rows_of(stored, layers, config):
            yield (stored.number, stored.at, kind, step, *cell_of_event)


def rows_of(
    stored: StoredEvent, layers: Mapping[int, str], config: RunConfig
) -> Iterator[tuple[str, int | None, Cell]]:
    """The kind, the step and each value of an event. The value of a damaged event is the error."""
    kind, step = UNREADABLE, None
    event_cells: list[Cell] = []
    try:
        event = stored.event_of(n_pruned=len(layers))
    except UnknownKindError as error:
        values: dict[str, Any] = json.loads(stored.body)
        if isinstance(name := values.pop("kind", None), str):
            kind, step = as_unicode(name), step_of(values)
            event_cells = [*cells_of_unknown(values)]
        else:
            event_cells = [cell("error", str(error))]
    except EventError as error:
        event_cells = [cell("error", str(error))]
    else:
        values = json.loads(stored.body)
        kind, step = values.pop("kind"), values.pop("step", None)
        images = images_of_accuracies(event, config)
        event_cells = [with_images(part, images) for part in cells(values, layers)]
    for each in event_cells or [Cell()]:
        yield kind, step, each


def with_images(part: Cell, images: Mapping[str, int]) -> Cell:
    """A cell of an accuracy with the number of its images as text. Other cells do not change."""
    if part.value is None or part.name is None or part.name not in images:
        return part
    return part._replace(text=str(images[part.name]))
