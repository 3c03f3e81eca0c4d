"""Stored configs and events keep their text: these runs were recorded by an earlier version of the lab.

Each file of `tests/recorded_runs` is one run: its config on the first line, then its events.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from pruning_core.runs.config import run_config_from_json
from pruning_core.runs.events.event_json import EVENTS_BY_KIND, event_from_json, event_to_json
from pruning_core.runs.events.kinds import EndedEarly
from pruning_core.runs.events.words import reason_in_words
from pruning_core.runs.run import StoredEvent

RUNS = sorted((Path(__file__).parents[2] / "recorded_runs").glob("*.jsonl"))


def read_recorded_run(path: Path) -> tuple[str, list[str]]:
    """The config and the events of a run, as text from the database."""
    config, *events = path.read_text("utf-8").splitlines()
    return config, events


def recorded_events() -> list[str]:
    return [event for path in RUNS for event in read_recorded_run(path)[1]]


RECORDED_EVENTS: dict[str, dict[str, Any]] = {
    parts["kind"]: parts for event in reversed(recorded_events()) if (parts := json.loads(event))
}
"""The first recorded event of each kind, as JSON."""


@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.stem)
def test_config_and_events_keep_their_text_byte_for_byte(path: Path) -> None:
    config, events = read_recorded_run(path)
    assert run_config_from_json(config).to_json() == config
    assert [event_to_json(event_from_json(event)) for event in events] == events


@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.stem)
def test_every_event_fits_its_run(path: Path) -> None:
    config, events = read_recorded_run(path)
    n_pruned = len(run_config_from_json(config).pruned_kernels)
    for number, body in enumerate(events, start=1):
        StoredEvent(number=number, at=0.0, body=body).event_of(n_pruned=n_pruned)


def test_every_type_of_event_is_recorded() -> None:
    assert {type(event_from_json(event)) for event in recorded_events()} == set(
        EVENTS_BY_KIND.values()
    )


def test_reasons_of_an_earlier_version_are_shown_unchanged() -> None:
    events = [event_from_json(event) for event in recorded_events()]
    assert sorted(reason_in_words(event) for event in events if isinstance(event, EndedEarly)) == [
        "",
        "3 workers in a row were lost with this run at step 0: it may need more memory than there "
        "is. Everything measured up to there is kept.",
        "It has trained as long as this server lets a run train; what was measured is kept.",
        "MNIST is not at /nonexistent/mnist.npz: download it on the training page, train on the "
        "bundled digits, or set PRUNELAB_MNIST to the path of an mnist.npz",
        'The training failed with RuntimeError: out of memory: é "quoted"',
    ]
