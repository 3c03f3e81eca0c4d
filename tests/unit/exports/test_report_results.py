"""A report shows the results of a finished run: test set, model files, times, mistakes, the baseline."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pruning_core.data.dataset import N_CLASSES
from pruning_core.data.datasets import load_dataset
from pruning_core.exports.report.results import MOST_SHOWN
from pruning_core.results.model_results import DENSE, FLOAT, PRUNED, SPARSE, LeftOut, ModelFile
from pruning_core.results.results import Results
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore
from tests.examples import results_of, short_run, timing
from tests.report_pages import Page, html_report, report, results_after, run_of
from tests.run_logs import finished, finished_log

CONFIG = short_run()
LOG = finished_log(CONFIG)
LABELS = load_dataset("digits").y_test
MOST_BYTES = 500_000


@pytest.fixture
def run(store: RunStore) -> Run:
    return run_of(store, CONFIG)


def wrong_answer(index: int) -> int:
    """The answer of a network that is wrong about the test image with this index."""
    return int(LABELS[index] + 1) % N_CLASSES


def measured_of(*wrong: int) -> Results:
    """The results of a network that is wrong about the test images with these indices."""
    answers = LABELS.copy()
    answers[list(wrong)] = [wrong_answer(index) for index in wrong]
    confusion = np.zeros((N_CLASSES, N_CLASSES), int)
    np.add.at(confusion, (LABELS, answers), 1)
    timings = (timing(DENSE), timing(PRUNED))
    file = ModelFile(name=FLOAT, size=2_345, gzipped=678, zipped=None, accuracy=0.9)
    return replace(
        results_of(file),
        left_out=(LeftOut(name=SPARSE, reason="an operation is missing"),),
        timings=timings,
        confusion=tuple(map(tuple, confusion.tolist())),
        answers="".join(map(str, answers.tolist())),
    )


def test_the_page_says_what_was_measured_of_the_model_files(run: Run) -> None:
    results = measured_of(*range(30, 33))
    page = report(run, LOG, answers=results)
    for expected in (
        "model.tflite2,345 B678 B90.00%",
        "Zeros are stored like any number: model.tflite has 2,345 B.",
        "model_sparse.tflite could not be made: an operation is missing",
        "With XNNPACK kernels: zeros alone did not make it faster",
        "pruned, float1.000 (0.900 – 1.100)not available",
        "Measured on a machine.",
        f"Test images: {LABELS.size}, right: {LABELS.size - 3}.",
        f"This network gets 3 of {LABELS.size} test images wrong.",
    ):
        assert expected in page.text
    digits = [f"{LABELS[index]} classified as {wrong_answer(index)}" for index in (30, 31, 32)]
    assert [image["alt"] for image in page.all("img")][:3] == digits
    right = [cell for cell in page.all("td") if cell.get("class") == "right"]
    assert len(right) == N_CLASSES
    assert not any("style" in attributes for _, attributes in page.elements)
    assert {cell.get("scope") for cell in page.all("th")} == {"row", "col"}


def test_only_what_pruning_got_wrong_is_shown_beside_the_baseline(run: Run) -> None:
    baseline = results_after(finished(CONFIG), CONFIG.dense, measured_of(30))
    page = report(run, LOG, answers=measured_of(30, 31), baseline=baseline)
    assert f"This network gets 1 of {LABELS.size} test images wrong that the dense" in page.text
    assert "Files, dense baseline" in page.text
    assert [image["alt"] for image in page.all("img")][:1] == [
        f"{LABELS[31]} classified as {wrong_answer(31)}"
    ]


def test_a_page_shows_some_of_many_mistakes_and_stays_small(run: Run) -> None:
    text = html_report(run, LOG, answers=measured_of(*range(LABELS.size)))
    page = Page(text)
    assert f"The first {MOST_SHOWN}:" in page.text
    assert len([image for image in page.all("img") if "classified as" in str(image["alt"])]) == (
        MOST_SHOWN
    )
    assert len(text.encode()) < MOST_BYTES


def test_a_network_that_computes_something_else_is_not_compared(run: Run) -> None:
    results = measured_of()
    timings = tuple(replace(timing, difference=0.5) for timing in results.timings)
    page = report(run, LOG, answers=replace(results, timings=timings))
    assert "1.000 (0.900 – 1.100), not the network's answers" in page.text
    assert "did not make it faster" not in page.text


def test_pictures_of_another_test_set_are_not_shown(run: Run) -> None:
    page = report(run, LOG, answers=replace(measured_of(), answers="0"))
    assert "The pictures cannot be shown: the test set has changed since the run." in page.text


def test_pictures_that_the_server_lacks_are_not_shown_and_its_folders_not_told(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_FASHION_MNIST", str(tmp_path / "nothing"))
    run = run_of(store, replace(CONFIG, dataset="fashion_mnist"))
    page = report(run, LOG, answers=measured_of(30))
    assert "The pictures cannot be shown: the server has no copy of the data set." in page.text
    assert str(tmp_path) not in page.text


def test_a_run_that_has_not_ended_has_no_files_to_speak_of(run: Run) -> None:
    assert "Model files" not in report(run, LOG[:3], answers=measured_of()).text
