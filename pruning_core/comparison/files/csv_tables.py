"""A comparison as CSV: one row per run, and one row per step of each run."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.curves.points import Point, PointReader
from pruning_core.csv_cells import harmless_cell
from pruning_core.runs.run import Run, StoredEvent

RUN_COLUMNS = ("number", "run", "name", "group")
CURVE_COLUMNS = (
    "number",
    "run",
    "step",
    "epoch",
    "seconds",
    "measured_sparsity",
    "accuracy",
    "loss",
    "learning_rate",
    "epoch_accuracy",
    "epoch_loss",
    "validation_accuracy",
    "validation_loss",
)
Cell = str | int | float | None


def runs_csv(comparison: Comparison) -> str:
    """One row per run: its number on the page, id, name and group, then all settings and results.

    A group has the runs that differ only in their seed. Numbers have all their digits. Lines end with
    CR LF, as in RFC 4180. A cell is empty if the run does not have the setting or the result.
    """
    rows = (*comparison.settings, *comparison.results)
    groups = {
        index: number
        for number, group in enumerate(comparison.groups, start=1)
        for index in group.members
    }
    return write_csv(
        [
            [*RUN_COLUMNS, *(row.name for row in rows)],
            *(
                [index + 1, run.id, run.name, groups[index], *(row.values[index] for row in rows)]
                for index, run in enumerate(comparison.runs)
            ),
        ]
    )


def curves_csv(
    comparison: Comparison, read_events: Callable[[str], Iterable[StoredEvent]]
) -> Iterator[str]:
    """One row per measured step of each run, with every step. The text is returned in one piece per run.

    `accuracy` and `loss` belong to the batch of the step, `epoch_accuracy` and `epoch_loss` are means over
    the epoch that ends with the step. `seconds` is the training time without pauses.

    Args:
        comparison: The runs.
        read_events: Returns the event log of a run.
    """
    yield write_csv([CURVE_COLUMNS])
    for number, run in enumerate(comparison.runs, start=1):
        yield write_csv(curve_rows(number, run, read_events(run.id)))


def curve_rows(number: int, run: Run, events: Iterable[StoredEvent]) -> Iterator[list[Cell]]:
    """The rows of one run."""
    points = PointReader(run.config).read(events)
    for step, points_of_step in groupby(points, key=lambda point: point.step):
        measured = list(points_of_step)
        epoch = 1 + (step - 1) // run.config.plan.calls_per_epoch
        yield [number, run.id, step, epoch, *measured_cells(measured)]


def measured_cells(points: list[Point]) -> list[Cell]:
    """The measurements of all points at one step, in the order of the columns."""
    batch = next((point for point in points if point.is_step), None)
    epoch = next((point for point in points if point.is_epoch), None)
    return [
        points[-1].seconds,
        points[-1].sparsity,
        *((batch.accuracy, batch.loss, batch.learning_rate) if batch else (None,) * 3),
        *(
            (epoch.accuracy, epoch.loss, epoch.validation_accuracy, epoch.validation_loss)
            if epoch
            else (None,) * 4
        ),
    ]


def write_csv(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as CSV. A spreadsheet runs no cell as a formula."""
    text = io.StringIO()
    # With other line ends, Python 3.11 would not quote a single carriage return.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(map(harmless_cell, row) for row in rows)
    return text.getvalue()
