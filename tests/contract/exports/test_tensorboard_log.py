"""A run's TensorBoard log opens in the real TensorBoard, with the tags that Keras and tfmot write."""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import urlopen

import numpy as np
import pytest
import tensorflow_model_optimization as tfmot
import tf_keras as keras
from hypothesis import given
from hypothesis import strategies as st
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

from pruning_core.checks import LARGEST_STEP
from pruning_core.exports.log.event_file import EventFile, Scalar
from pruning_core.exports.log.tensorboard_log import write_tensorboard_log
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)
from tests.examples import short_run
from tests.run_logs import START_TIME, finished_log, stored_events

CONFIG = short_run(epochs=2)
LOG = finished_log(CONFIG)
LAYERS = [kernel.layer for kernel in CONFIG.pruned_kernels]
RUNS = ["metrics", "test", "train", "validation"]
Event = TypeVar("Event")

SECONDS_TO_LOAD = 60
EVERY_EVENT = {"tensors": 0}
ADDRESS = "at http://"
WITHOUT_TENSORFLOW = """
import sys
from io import BytesIO
from pruning_core.exports.log.tensorboard_log import write_tensorboard_log
from tests.examples import short_run
from tests.run_logs import finished_log, stored_events

write_tensorboard_log(stored_events(finished_log(short_run())), short_run(), BytesIO())
print(sorted({"tensorflow", "tensorboard", "keras"} & set(sys.modules)))
"""


def write_and_unpack(folder: Path, events: list[RunEvent]) -> Path:
    file = BytesIO()
    write_tensorboard_log(stored_events(events), CONFIG, file)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder


def read_log(folder: Path) -> EventAccumulator:
    """A run as TensorBoard reads it, with all records. By default TensorBoard keeps only a sample of a long run."""
    return EventAccumulator(str(folder), size_guidance=EVERY_EVENT).Reload()


@pytest.fixture(scope="module")
def log_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write_and_unpack(Path(folder), LOG)


def scalars(log_dir: Path, run: str, tag: str) -> list[tuple[int, float]]:
    return [
        (record.step, make_ndarray(record.tensor_proto).item())
        for record in read_log(log_dir / run).Tensors(tag)
    ]


def events_of_class(event_class: type[Event]) -> list[tuple[int, Event]]:
    """The events of a class, with their numbers in the log."""
    return [(n, event) for n, event in enumerate(LOG, start=1) if isinstance(event, event_class)]


def test_tensorboard_reads_one_file_per_run(log_dir: Path) -> None:
    assert sorted(path.parent.name for path in log_dir.rglob("*tfevents*")) == RUNS
    for run in RUNS:
        assert read_log(log_dir / run).FirstEventTimestamp() == START_TIME + 0.5


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_losses_and_accuracies_equal_the_values_in_the_events(log_dir: Path, name: str) -> None:
    steps = [event for _, event in events_of_class(StepMeasured)]
    epochs = [event for _, event in events_of_class(EpochMeasured)]

    def float32(event: object, field: str) -> float:
        return float(np.float32(getattr(event, field)))

    assert scalars(log_dir, "train", f"batch_{name}") == [
        (event.step, float32(event, name)) for event in steps
    ]
    assert scalars(log_dir, "train", f"epoch_{name}") == [
        (event.epoch - 1, float32(event, name)) for event in epochs
    ]
    assert scalars(log_dir, "validation", f"epoch_{name}") == [
        (event.epoch - 1, float32(event, f"validation_{name}")) for event in epochs
    ]
    assert scalars(log_dir, "validation", f"evaluation_{name}_vs_iterations") == [
        (event.step, float32(event, f"validation_{name}")) for event in epochs
    ]


def test_curves_of_accuracy_and_loss_name_their_number_of_images(log_dir: Path) -> None:
    plan = CONFIG.plan
    expected = {
        ("train", "batch_accuracy"): plan.batch_size,
        ("train", "epoch_loss"): plan.training_examples,
        ("validation", "epoch_accuracy"): plan.validation_examples,
        ("test", "evaluation_accuracy_vs_iterations"): 360,
    }
    descriptions = {
        (run, tag): read_log(log_dir / run).SummaryMetadata(tag).summary_description
        for run, tag in expected
    }
    assert descriptions == {key: f"Mean over {images} images" for key, images in expected.items()}


@pytest.mark.parametrize("index", range(len(LAYERS)))
def test_sparsity_threshold_and_drift_are_logged_at_their_steps(log_dir: Path, index: int) -> None:
    layer, updates = LAYERS[index], [event for _, event in events_of_class(MasksMeasured)]
    for tag, field in (
        (f"prune_low_magnitude_{layer}/mask:0/sparsity", "measured_sparsity"),
        (f"prune_low_magnitude_{layer}/threshold:0/threshold", "thresholds"),
        (f"scheduled_sparsity/{layer}", "scheduled_sparsity"),
    ):
        assert scalars(log_dir, "metrics", tag) == [
            (event.step, np.float32(getattr(event, field)[index]).item()) for event in updates
        ]
    drift = [(event.step, event.drift[index]) for _, event in events_of_class(DriftMeasured)]
    np.testing.assert_array_equal(
        scalars(log_dir, "metrics", f"drift/{layer}"),
        [(step, np.float32(np.nan if largest is None else largest)) for step, largest in drift],
    )


def test_histograms_have_the_edges_and_counts_of_the_events(log_dir: Path) -> None:
    records = read_log(log_dir / "train").Tensors(f"{LAYERS[0]}/kernel_0/magnitudes")
    assert [record.step for record in records] == [
        event.step for _, event in events_of_class(WeightsMeasured)
    ]
    for record in records:
        assert make_ndarray(record.tensor_proto).tolist() == [
            [0.0, 0.25, 10.0],
            [0.25, 0.5, 0.0],
            [0.5, 0.75, float(record.step)],
        ]


def test_record_has_the_time_at_which_its_event_was_stored(log_dir: Path) -> None:
    records = read_log(log_dir / "train").Tensors("batch_loss")
    assert [record.wall_time for record in records] == [
        START_TIME + number / 2 for number, _ in events_of_class(StepMeasured)
    ]


@given(
    values=st.lists(st.floats(), min_size=1, max_size=20),
    step=st.integers(0, LARGEST_STEP),
    at=st.floats(0, 1e11),
    tag=st.text(min_size=1),
)
def test_any_scalar_is_read_back_as_float32(
    values: list[float], step: int, at: float, tag: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "events.out.tfevents.1.v2").open("wb") as sink:
            file = EventFile(sink, opened_at=at)
            for value in values:
                file.write([Scalar(tag=tag, value=value)], step=step, at=at)
        records = read_log(Path(folder)).Tensors(tag)
    with np.errstate(over="ignore"):
        expected = np.array(values, np.float32)
    assert np.array_equal(
        [make_ndarray(record.tensor_proto).item() for record in records], expected, equal_nan=True
    )
    assert {(record.step, record.wall_time) for record in records} == {(step, at)}


def test_log_without_measurements_is_an_empty_archive(tmp_path: Path) -> None:
    assert list(write_and_unpack(tmp_path, [RunStopped(step=0)]).iterdir()) == []


def test_log_has_the_tags_that_keras_and_tfmot_write(log_dir: Path, tmp_path: Path) -> None:
    layer = keras.layers.Dense(2, activation="softmax", name=LAYERS[0], input_shape=(4,))
    schedule = tfmot.sparsity.keras.ConstantSparsity(0.5, begin_step=0, frequency=1)
    model = tfmot.sparsity.keras.prune_low_magnitude(
        keras.Sequential([layer]), pruning_schedule=schedule
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    examples, classes = np.ones((8, 4), np.float32), np.zeros(8)
    model.fit(
        examples,
        classes,
        batch_size=2,
        epochs=1,
        validation_data=(examples, classes),
        verbose=0,
        callbacks=[
            tfmot.sparsity.keras.UpdatePruningStep(),
            tfmot.sparsity.keras.PruningSummaries(str(tmp_path), update_freq="batch"),
        ],
    )
    for run in ("train", "validation", "metrics"):
        tags_of_keras_and_tfmot = set(read_log(tmp_path / run).Tags()["tensors"])
        tags_of_keras_and_tfmot -= {"keras", "epoch_learning_rate", "batch_steps_per_second"}
        assert tags_of_keras_and_tfmot
        assert tags_of_keras_and_tfmot <= set(read_log(log_dir / run).Tags()["tensors"])


def test_writing_loads_neither_tensorflow_nor_tensorboard() -> None:
    run = [sys.executable, "-c", WITHOUT_TENSORFLOW]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.fixture
def address(log_dir: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a TensorBoard that shows the log."""
    output = tmp_path / "tensorboard.log"
    flags = ["--logdir", str(log_dir), "--host", "127.0.0.1", "--port", "0", "--load_fast=false"]
    with output.open("w") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", *flags], stdout=sink, stderr=sink
        )
    try:
        while ADDRESS not in output.read_text() or "(Press" not in output.read_text():
            with pytest.raises(subprocess.TimeoutExpired):
                server.wait(0.1)
        yield "http://" + output.read_text().partition(ADDRESS)[2].split()[0]
    finally:
        server.terminate()
        server.wait()


def test_running_tensorboard_serves_scalars_and_histograms(address: str) -> None:
    def get_json(path: str, **query: str) -> Any:  # noqa: ANN401  (JSON)
        with urlopen(f"{address}data/plugin/{path}?{urlencode(query)}") as answer:
            return json.load(answer)

    tag = f"{LAYERS[0]}/kernel_0/magnitudes"
    deadline = time.monotonic() + SECONDS_TO_LOAD
    while tag not in get_json("histograms/tags").get("train", {}):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    losses = get_json("scalars/scalars", run="train", tag="batch_loss")
    assert [(at, step) for at, step, _ in losses] == [
        (START_TIME + number / 2, event.step) for number, event in events_of_class(StepMeasured)
    ]
    histograms = get_json("histograms/histograms", run="train", tag=tag)
    assert [record[1] for record in histograms] == [
        event.step for _, event in events_of_class(WeightsMeasured)
    ]
    assert histograms[0][2][0] == [0.0, 0.25, 10.0]
