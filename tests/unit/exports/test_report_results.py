"""A report shows the results of a finished run: test set, model files, times, mistakes, the baseline."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pruning_core.data.dataset import N_CLASSES
from pruning_core.data.datasets import load_dataset
from pruning_core.exports.report.results import MAX_MISTAKES
from pruning_core.results.model_results import (
    DENSE,
    FLOAT,
    PRUNED,
    SPARSE,
    MissingModelFile,
    ModelFile,
)
from pruning_core.results.results import Results
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore
from tests.examples import results_of, short_run, timing
from tests.report_pages import Page, create_run, html_report, report, results_after
from tests.run_logs import end_of, finished_log

CONFIG = short_run()
LOG = finished_log(CONFIG)
LABELS = load_dataset("digits").y_test
MAX_BYTES = 500_000


@pytest.fixture
def run(store: RunStore) -> Run:
    return create_run(store, CONFIG)


def wrong_class(index: int) -> int:
    """A wrong class for the test image with this index."""
    return int(LABELS[index] + 1) % N_CLASSES


def results_with_mistakes(*indices: int) -> Results:
    """The results of a network that predicts a wrong class for the test images with these indices."""
    answers = LABELS.copy()
    answers[list(indices)] = [wrong_class(index) for index in indices]
    confusion = np.zeros((N_CLASSES, N_CLASSES), int)
    np.add.at(confusion, (LABELS, answers), 1)
    timings = (timing(DENSE), timing(PRUNED))
    file = ModelFile(name=FLOAT, size=2_345, gzipped=678, zipped=None, accuracy=0.9)
    return replace(
        results_of(file),
        left_out=(MissingModelFile(name=SPARSE, reason="an operation is missing"),),
        timings=timings,
        confusion=tuple(map(tuple, confusion.tolist())),
        answers="".join(map(str, answers.tolist())),
    )


def test_report_shows_sizes_times_and_mistakes(run: Run) -> None:
    results = results_with_mistakes(*range(30, 33))
    page = report(run, LOG, model_results=results)
    for expected in (
        "accuracy on the first 10 of 360 test images",
        "model.tflite2,345 B678 B90.00\u00a0%LiteRT",
        "Zeros are stored like any other number: model.tflite has 2,345 B.",
        "model_sparse.tflite could not be made: an operation is missing",
        "With XNNPACK kernels: zeros alone did not make the network faster",
        "pruned, float1.000 (0.900 – 1.100)not available",
        "Measured on a machine.",
        f"Test images: {LABELS.size}. Right answers: {LABELS.size - 3}.",
        f"This network gets 3 of {LABELS.size} test images wrong.",
    ):
        assert expected in page.text
    descriptions = [f"{LABELS[index]} classified as {wrong_class(index)}" for index in (30, 31, 32)]
    assert [image["alt"] for image in page.all("img")][:3] == descriptions
    correct_cells = [cell for cell in page.all("td") if cell.get("class") == "right"]
    assert len(correct_cells) == N_CLASSES
    assert not any("style" in attributes for _, attributes in page.elements)
    assert {cell.get("scope") for cell in page.all("th")} == {"row", "col"}


def test_only_mistakes_that_the_baseline_does_not_make_are_shown(run: Run) -> None:
    baseline = results_after(end_of(CONFIG), CONFIG.dense, results_with_mistakes(30))
    page = report(run, LOG, model_results=results_with_mistakes(30, 31), baseline=baseline)
    assert f"This network gets 1 of {LABELS.size} test images wrong that the dense" in page.text
    assert "Files, dense baseline" in page.text
    assert [image["alt"] for image in page.all("img")][:1] == [
        f"{LABELS[31]} classified as {wrong_class(31)}"
    ]


def test_report_shows_only_the_first_of_many_mistakes_and_stays_small(run: Run) -> None:
    text = html_report(run, LOG, model_results=results_with_mistakes(*range(LABELS.size)))
    page = Page(text)
    assert f"The first {MAX_MISTAKES}:" in page.text
    assert len([image for image in page.all("img") if "classified as" in str(image["alt"])]) == (
        MAX_MISTAKES
    )
    assert len(text.encode()) < MAX_BYTES


def test_time_of_a_network_with_other_outputs_is_not_compared(run: Run) -> None:
    results = results_with_mistakes()
    timings = tuple(replace(timing, difference=0.5) for timing in results.timings)
    page = report(run, LOG, model_results=replace(results, timings=timings))
    assert "1.000 (0.900 – 1.100), not the network's answers" in page.text
    assert "did not make the network faster" not in page.text


def test_pictures_of_another_test_set_are_not_shown(run: Run) -> None:
    page = report(run, LOG, model_results=replace(results_with_mistakes(), answers="0"))
    assert "The pictures cannot be shown: the test set has changed since the run." in page.text


def test_report_without_pictures_does_not_name_folders_of_the_server(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_FASHION_MNIST", str(tmp_path / "nothing"))
    run = create_run(store, replace(CONFIG, dataset="fashion_mnist"))
    page = report(run, LOG, model_results=results_with_mistakes(30))
    assert "The pictures cannot be shown: the server has no copy of the data set." in page.text
    assert str(tmp_path) not in page.text


def test_report_of_an_unfinished_run_has_no_model_files(run: Run) -> None:
    assert "Model files" not in report(run, LOG[:3], model_results=results_with_mistakes()).text
