"""Exports of a log with damaged events contain all other events, and name the damaged events."""

import csv
import json
import zipfile
from io import BytesIO, StringIO

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.exports.log.run_log import log_csv, write_log_parquet
from pruning_core.exports.log.tensorboard_log import write_tensorboard_log
from pruning_core.exports.report.measurements import measurements
from pruning_core.exports.report.report import run_report
from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import DriftMeasured
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.runs.states import RunState
from tests.examples import short_run
from tests.run_logs import finished_log, stored_events

CONFIG = short_run()
N_PRUNED = len(CONFIG.pruned_kernels)
RUN = Run(
    id="1",
    config=CONFIG,
    state=RunState.FINISHED,
    created_at=0.0,
    ended_at=1.0,
    last_step=13,
    seconds_trained=1.0,
    pause_requested=False,
)
LOG = stored_events(finished_log(CONFIG))
DAMAGED_BODIES = {
    "not JSON": "no JSON",
    "a list": "[1]",
    "without a kind": '{"step": 1}',
    "a text instead of a number": '{"kind": "step_measured", "step": 2, "loss": "x", "accuracy": 0.5, '
    '"scheduled_sparsity": null}',
    "of another run": event_to_json(DriftMeasured(step=5, drift=(0.5,))),
    "of another version": '{"kind": "moon_landed", "step": "x", "height": 1e999, "of": [{}], "n": 1'
    + "0" * 400
    + "}",
}


def log_with_damaged_event(body: str) -> list[StoredEvent]:
    """The log with a damaged fourth event."""
    damaged_event = StoredEvent(number=4, at=LOG[3].at, body=body)
    return [*LOG[:3], damaged_event, *LOG[4:]]


def rows_of_csv(events: list[StoredEvent]) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO("".join(log_csv(events, CONFIG)), newline="")))


@pytest.mark.parametrize("body", DAMAGED_BODIES.values(), ids=DAMAGED_BODIES)
def test_csv_and_parquet_name_the_damaged_event_and_have_all_others(body: str) -> None:
    rows = rows_of_csv(log_with_damaged_event(body))
    other_rows = [row for row in rows if row["number"] != "4"]
    assert other_rows == [row for row in rows_of_csv(LOG) if row["number"] != "4"]
    damaged_rows = [row for row in rows if row["number"] == "4"]
    is_unknown_kind = "moon_landed" in body
    assert {row["kind"] for row in damaged_rows} == {
        "moon_landed" if is_unknown_kind else "unreadable"
    }
    assert all(row["text"] or row["value"] for row in damaged_rows)
    file = BytesIO()
    write_log_parquet(log_with_damaged_event(body), CONFIG, file)
    assert pq.read_table(file).num_rows == len(rows)


@pytest.mark.parametrize("body", DAMAGED_BODIES.values(), ids=DAMAGED_BODIES)
def test_report_shows_the_number_of_omitted_events_and_the_reasons(body: str) -> None:
    page = run_report(RUN, log_with_damaged_event(body))
    assert "1 event is damaged, or from another version of the lab." in page
    assert "Event 4 of this run cannot be read and is left out: " in page
    assert "Left out" not in run_report(RUN, LOG)


def test_report_of_many_damaged_events_names_the_first_ten() -> None:
    events = [StoredEvent(number=number, at=0.0, body="") for number in range(1, 1_001)]
    page = run_report(RUN, events)
    assert "1,000 events are damaged, or from another version of the lab. The first 10:" in page
    assert page.count("cannot be read and is left out") == 10


@pytest.mark.parametrize("body", DAMAGED_BODIES.values(), ids=DAMAGED_BODIES)
def test_tensorboard_log_names_the_damaged_event_in_a_file(body: str) -> None:
    file, complete_file = BytesIO(), BytesIO()
    write_tensorboard_log(log_with_damaged_event(body), CONFIG, file)
    write_tensorboard_log(LOG, CONFIG, complete_file)
    names = zipfile.ZipFile(file).namelist()
    assert names == [*zipfile.ZipFile(complete_file).namelist(), "left_out.txt"]
    assert zipfile.ZipFile(file).read("left_out.txt").startswith(b"Event 4 of this run cannot be")


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("kind"), inner),
    )
)
def test_any_json_in_a_log_is_exported(value: object) -> None:
    events = [StoredEvent(number=1, at=0.0, body=json.dumps(value))]
    assert len(rows_of_csv(events)) >= 1
    file = BytesIO()
    write_log_parquet(events, CONFIG, file)
    write_tensorboard_log(events, CONFIG, BytesIO())
    assert len(measurements(events, n_pruned=N_PRUNED).unreadable) == 1
