"""A worker's run ends with an outcome that equals its last event and its results.json."""

from pathlib import Path

import pytest

from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.runs.events.kinds import RunFinished
from pruning_core.store.store import RunStore
from tests.examples import short_run
from tests.faults.workers import SECONDS_TO_WAIT, start_worker
from tests.fork_server import ForkServer


def test_outcome_has_the_numbers_of_the_last_event_and_of_the_files(
    store: RunStore, tmp_path: Path, processes: ForkServer
) -> None:
    run_id = store.create(short_run())
    assert start_worker(processes, store, run_id, tmp_path).wait(SECONDS_TO_WAIT) == 0
    event, outcome = store.last_event(run_id), store.outcome(run_id)
    assert isinstance(event, RunFinished)
    assert outcome is not None
    assert outcome.accuracy is not None
    assert (outcome.accuracy.value, outcome.accuracy.images) == (event.test_accuracy, 360)
    assert outcome.kernels == event.kernels
    assert outcome.weights_sha256 == event.weights_sha256
    results = read_results(artifacts_folder(tmp_path, run_id))
    assert outcome.models == results.without_answers
    assert outcome.models.timings
    right = sum(row[label] for label, row in enumerate(outcome.models.confusion))
    assert outcome.accuracy.value == pytest.approx(right / 360)  # Keras computes in float32
    waited, trained, measured = (
        outcome.durations.waited,
        outcome.durations.trained,
        outcome.durations.measured,
    )
    assert waited is not None
    assert waited > 0
    assert trained is not None
    assert trained > 0
    assert measured is not None
    assert measured > 0.1
