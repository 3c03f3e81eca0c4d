"""The downloads of a run's event log: CSV, Parquet, TensorBoard and JSON lines."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO

from pages.components.elements.download import Download, file_name
from pruning_core.exports.log.accuracy_images import exported_line
from pruning_core.exports.log.run_log import log_csv, write_log_parquet
from pruning_core.exports.log.tensorboard_log import write_tensorboard_log
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.store.store import RunStore
from pruning_core.texts import gettext

Writer = Callable[[Iterable[StoredEvent], RunConfig, BinaryIO], None]


def make_log_downloads(store: RunStore, run: Run) -> tuple[Download, ...]:
    """Return a download of the event log for each format."""
    return (
        Download(
            label=gettext("Log as CSV"),
            file_name=file_name(run, "log.csv"),
            mime="text/csv",
            icon=":material/table:",
            make=partial(make_csv, store, run),
        ),
        Download(
            label=gettext("Log as Parquet"),
            file_name=file_name(run, "log.parquet"),
            mime="application/vnd.apache.parquet",
            icon=":material/table:",
            make=partial(make_log_file, store, run, write_log_parquet),
        ),
        Download(
            label=gettext("TensorBoard log"),
            file_name=file_name(run, "tensorboard.zip"),
            mime="application/zip",
            icon=":material/monitoring:",
            make=partial(make_log_file, store, run, write_tensorboard_log),
        ),
        Download(
            label=gettext("Events as JSON lines"),
            file_name=file_name(run, "events.jsonl"),
            mime="application/jsonl",
            icon=":material/data_object:",
            make=partial(make_lines, store, run),
        ),
    )


def make_csv(store: RunStore, run: Run) -> str:
    """Return the log as CSV."""
    return "".join(log_csv(read_events(store, run.id), run.config))


def make_lines(store: RunStore, run: Run) -> str:
    """Return the log as lines of JSON, one line per event, with the number of images for each accuracy."""
    return "".join(exported_line(event, run.config) for event in read_events(store, run.id))


def make_log_file(store: RunStore, run: Run, writer: Writer) -> bytes:
    """Return the content of a log file that `writer` writes."""
    file = BytesIO()
    writer(read_events(store, run.id), run.config, file)
    return file.getvalue()


def read_events(store: RunStore, run_id: str) -> Iterator[StoredEvent]:
    """Read the complete event log of a run. It is read in parts, because a long log needs much memory."""
    number = 0
    while events := store.events_after(run_id, number):
        yield from events
        number = events[-1].number
