"""An outcome is read as it was written, and refused if it is damaged. It has the number of test images."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.errors import FieldError, ResultsError
from pruning_core.results.headlines import headlines, images_sentence, zeros_rows
from pruning_core.results.model_results import FLOAT
from pruning_core.results.outcome import Durations, Outcome, Score, outcome_of
from pruning_core.results.outcome_json import outcome_from_json, outcome_to_json
from pruning_core.runs.events.kinds import (
    EndEvent,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStopped,
)
from pruning_core.runs.events.parts import KernelResult
from pruning_core.runs.states import RunState, end_state
from tests.examples import FINISHED, model_file, results_of, short_run

CONFIG = short_run()
MODELS = results_of(model_file(FLOAT, b"content")).without_answers
DURATIONS = Durations(waited=1.5, trained=20.0, measured=3.0)

seconds = st.none() | st.floats(0, 1e6)
kernels = st.integers(1, 10**6).flatmap(
    lambda n_weights: st.builds(
        KernelResult,
        layer=st.text(min_size=1),
        kernel=st.text(),
        n_weights=st.just(n_weights),
        zeros=st.integers(0, n_weights),
        measured_sparsity=st.floats(0, 1),
    )
)
finished_events = st.builds(
    RunFinished,
    step=st.integers(0, 10**6),
    test_loss=st.none() | st.floats(0, 100),
    test_accuracy=st.none() | st.floats(0, 1),
    kernels=st.lists(kernels, max_size=4).map(tuple),
    h5_bytes=st.integers(1, 10**9),
    zipped_h5_bytes=st.integers(1, 10**9),
    weights_sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
)
other_events = [RunStopped(step=3), RunFailed(step=2, message="no memory")]
end_events = finished_events | st.sampled_from(other_events)
outcomes = st.builds(
    lambda event, ended_at, durations, models: outcome_of(
        event, CONFIG, ended_at=ended_at, durations=durations, models=models
    ),
    end_events,
    st.floats(0, 2e9),
    st.builds(Durations, waited=seconds, trained=seconds, measured=seconds),
    st.sampled_from([None, MODELS]),
)


def outcome_after(event: EndEvent) -> Outcome:
    """The outcome of a run with this end event."""
    return outcome_of(event, CONFIG, ended_at=9.5, durations=DURATIONS, models=MODELS)


@given(outcome=outcomes)
def test_text_of_an_outcome_is_read_as_the_same_outcome(outcome: Outcome) -> None:
    assert outcome_from_json(outcome_to_json(outcome)) == outcome


@given(outcome=outcomes, data=st.data())
def test_outcome_with_a_part_of_another_type_is_refused(
    outcome: Outcome, data: st.DataObject
) -> None:
    parts = json.loads(outcome_to_json(outcome))
    name = data.draw(st.sampled_from(sorted(parts)))
    parts[name] = data.draw(st.sampled_from([True, {"a": 1}, [[1]], [None], -1.5]))
    with pytest.raises(ResultsError, match="damaged or from another version"):
        outcome_from_json(json.dumps(parts))


@given(outcome=outcomes, data=st.data())
def test_truncated_outcome_is_refused(outcome: Outcome, data: st.DataObject) -> None:
    text = outcome_to_json(outcome)
    with pytest.raises(ResultsError):
        outcome_from_json(text[: data.draw(st.integers(0, len(text) - 1))])


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"state": "running"}'])
def test_text_that_is_not_an_outcome_is_refused(text: str) -> None:
    with pytest.raises(ResultsError):
        outcome_from_json(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", RunState.RUNNING),
        ("step", -1),
        ("ended_at", float("nan")),
        ("message", None),
        ("h5_bytes", 0),
        ("weights_sha256", 1),
        ("kernels", (replace(FINISHED.kernels[0], zeros=409_601),)),
    ],
)
def test_outcome_with_an_impossible_value_is_refused(field: str, value: object) -> None:
    with pytest.raises(FieldError):
        replace(outcome_after(FINISHED), **{field: value})


@pytest.mark.parametrize("seconds", [-1.0, float("inf"), "long"])
def test_impossible_duration_is_refused(seconds: object) -> None:
    with pytest.raises(FieldError):
        Durations(trained=seconds)


def test_finished_run_has_every_part() -> None:
    outcome = outcome_after(FINISHED)
    assert outcome.finished
    assert outcome.accuracy == Score(value=0.9375, images=360)
    assert outcome.loss == Score(value=0.25, images=360)
    assert outcome.kernels == FINISHED.kernels
    assert outcome.sparsity == 100 / 409_600
    assert (outcome.h5_bytes, outcome.zipped_h5_bytes) == (2_000_000, 1_000_000)
    assert outcome.weights_sha256 == FINISHED.weights_sha256
    assert outcome.durations == DURATIONS
    assert outcome.models == MODELS
    assert outcome.machine == "a machine"


@pytest.mark.parametrize(
    "event",
    [
        RunStopped(step=3, message="why"),
        RunFailed(step=3, message="why"),
        RunInterrupted(step=3, message="why"),
    ],
)
def test_outcome_of_a_run_that_ended_early_has_the_reason_and_no_numbers(event: EndEvent) -> None:
    outcome = outcome_after(event)
    assert outcome == Outcome(
        state=end_state(event), step=3, ended_at=9.5, message="why", durations=DURATIONS
    )
    assert (outcome.accuracy, outcome.sparsity, outcome.machine) == (None, None, None)


def test_headlines_show_run_baseline_and_number_of_images() -> None:
    outcome = outcome_after(FINISHED)
    dense = replace(outcome, accuracy=Score(value=0.99, images=360), zipped_h5_bytes=3_000_000)
    lines = [(line.label, line.value, line.dense) for line in headlines(outcome, dense)]
    assert lines == [
        ("Test accuracy, 360 images", "93.75\u00a0%", "99.00\u00a0%"),
        ("Test loss", "0.2500", "0.2500"),
        (".h5", "2,000,000 B", "2,000,000 B"),
        ("Zipped .h5", "1,000,000 B", "3,000,000 B"),
    ]
    assert (
        images_sentence(outcome)
        == "Test accuracy and test loss are means over all 360 test images."
    )
    assert zeros_rows(outcome) == [("dense", "409,600", "100", "0.2500")]


def test_diverged_training_has_no_loss() -> None:
    outcome = outcome_after(replace(FINISHED, test_loss=None))
    assert [line.value for line in headlines(outcome, None)][1] is None


def test_number_of_test_images_of_a_run_without_a_config_is_unknown() -> None:
    outcome = outcome_of(FINISHED, None, ended_at=9.5, durations=DURATIONS)
    assert outcome.accuracy == Score(value=0.9375, images=None)
    assert images_sentence(outcome) == ""
