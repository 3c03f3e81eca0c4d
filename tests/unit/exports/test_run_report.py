"""The report of a run is one page with its measurements and without any script."""

import base64
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from pruning_core import TrainingPlan
from pruning_core.errors import FieldError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import (
    EpochMeasured,
    MasksMeasured,
    RunFailed,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.events.parts import MaskPicture
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore
from tests.examples import short_run
from tests.report_pages import Page, create_run, html_report, report, results_after
from tests.run_logs import end_of, finished_log, masks, start_of

CONFIG = short_run()
LOG = finished_log(CONFIG)
SCRIPT = "<script>alert(1)</script>"
MAX_BYTES = 500_000


@pytest.fixture
def run(store: RunStore) -> Run:
    return create_run(store, CONFIG)


def test_report_shows_the_config_and_the_results(run: Run) -> None:
    page = report(run, LOG)
    for expected in (
        "PolynomialDecay 10\u00a0% to 80\u00a0%",
        "Finished: all 13 steps were trained",
        "Bundled digits",
        "500, 100 of them for validation",
        "93.75\u00a0%",
        "1,000,000 B",
        "409,600",
        "The masks are updated 4 times",
        "UCI Machine Learning Repository",
        "CC BY 4.0",
        "python -m pruning_core train",
        "tensorflow",
    ):
        assert expected in page.text


def test_report_has_a_title_a_language_and_one_main_heading(run: Run) -> None:
    page = report(run, LOG)
    counts = Counter(tag for tag, _ in page.elements)
    assert counts["title"] == counts["h1"] == counts["main"] == 1
    assert page.all("html") == [{"lang": "en"}]


def test_every_picture_has_a_description_and_every_header_has_a_scope(run: Run) -> None:
    page = report(run, LOG)
    last_masks = next(event for event in reversed(LOG) if isinstance(event, MasksMeasured))
    assert [image["alt"] for image in page.all("img")] == [
        f"Mask of {kernel.layer} after step {last_masks.step}: {kept:,} weights are kept"
        for kernel, kept in zip(CONFIG.pruned_kernels, last_masks.kept, strict=True)
    ]
    for drawing in page.all("svg"):
        assert drawing.get("aria-label") or drawing.get("aria-hidden") == "true"
    assert {cell.get("scope") for cell in page.all("th")} == {"row", "col"}
    assert len(page.all("figure")) == len(page.all("figcaption")) > 0
    assert len(page.all("table")) == len(page.all("caption")) > 0


def test_report_requests_no_address_and_has_no_script(run: Run) -> None:
    text = html_report(run, LOG)
    page = Page(text)
    assert not page.all("script")
    assert not page.all("link")
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in page.all("img"))
    assert "url(" not in text
    [policy] = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv")]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert not any("style" in attributes for _, attributes in page.elements)


def test_text_of_an_event_or_a_link_cannot_inject_html(store: RunStore) -> None:
    link = "https://lab.example/training?run=1&name='a'"
    start_with_script = replace(start_of(CONFIG), versions={SCRIPT: SCRIPT})
    events = [start_with_script, RunFailed(step=3, message=SCRIPT)]
    text = html_report(create_run(store, CONFIG), events, link=link)
    page = Page(text)
    assert SCRIPT not in text
    assert page.text.count(SCRIPT) == 3
    assert not page.all("script")
    assert link in [anchor["href"] for anchor in page.all("a")]


@pytest.mark.parametrize("link", ["javascript:alert(1)", '"><script>', "lab.example"])
def test_link_that_is_not_a_web_address_is_refused(run: Run, link: str) -> None:
    with pytest.raises(FieldError, match="link must be an address"):
        html_report(run, LOG, link=link)


def test_report_confirms_that_masks_equal_the_prediction_at_every_step(run: Run) -> None:
    steps = sum(isinstance(event, StepMeasured) for event in LOG)
    assert f"equal at all {steps} steps" in report(run, LOG).text


def test_report_names_a_mask_that_differs_from_its_prediction(run: Run) -> None:
    correct_masks = masks(CONFIG, 5)
    wrong_masks = replace(
        masks(CONFIG, 8), kept=(correct_masks.kept[0], 1, *masks(CONFIG, 8).kept[2:])
    )
    text = report(run, [start_of(CONFIG), correct_masks, wrong_masks]).text
    assert "differ from step 8 on" in text
    assert f"conv2d_1 kept 1, predicted {wrong_masks.predicted[1]:,}" in text


def test_report_shows_the_number_of_images_of_each_accuracy(run: Run) -> None:
    text = report(run, LOG).text
    for images in (
        "Test accuracy and test loss are means over all 360 test images.",
        "each batch (32 images)",
        "mean of an epoch (400 images)",
        "validation (100 images)",
    ):
        assert images in text


def test_report_of_an_unfinished_run_ends_at_its_latest_step(run: Run) -> None:
    events = LOG[: LOG.index(next(event for event in LOG if isinstance(event, MasksMeasured)))]
    page = report(run, events)
    assert "Not ended yet. The report shows the measurements up to step 2 of 13." in page.text
    assert "Test accuracy" not in page.text
    assert "The masks were not updated yet." in page.text


def test_run_that_has_not_started_has_a_report(run: Run) -> None:
    assert "up to step 0 of 13" in report(run, []).text


def test_report_of_a_stopped_run_has_the_step_and_the_reason(run: Run) -> None:
    events = [*LOG[:3], RunStopped(step=1, message="It trained for as long as it may.")]
    text = report(run, events).text
    assert "Stopped after step 1 of 13" in text
    assert "It trained for as long as it may." in text


def test_report_of_a_dense_run_has_neither_masks_nor_thresholds(store: RunStore) -> None:
    dense = CONFIG.dense
    page = report(create_run(store, dense), finished_log(dense))
    assert "Nothing is pruned in this run." in page.text
    assert "Masks after step" not in page.text
    assert "Threshold" not in page.text


def test_charts_of_a_diverged_training_omit_missing_numbers(run: Run) -> None:
    step_without_loss = StepMeasured(step=2, loss=None, accuracy=0.1, scheduled_sparsity=None)
    epoch = EpochMeasured(
        epoch=1, step=2, loss=None, accuracy=0.1, validation_loss=None, validation_accuracy=0.1
    )
    finished_event = replace(end_of(CONFIG), test_loss=None)
    page = report(run, [start_of(CONFIG), step_without_loss, epoch, finished_event])
    assert "not a number" in page.text
    path_texts = " ".join(str(path.get("d")) for path in page.all("path"))
    assert "nan" not in path_texts
    assert "None" not in path_texts


def test_report_shows_the_baseline_beside_the_run(run: Run) -> None:
    finished_event = replace(end_of(CONFIG), test_accuracy=0.875)
    page = report(run, LOG, baseline=results_after(finished_event, CONFIG.dense))
    assert "dense baseline" in page.text
    assert "87.50\u00a0%" in page.text


def test_report_of_a_long_run_stays_small(store: RunStore) -> None:
    plan = TrainingPlan(num_examples=60_000, batch_size=5, epochs=4, validation_split=0.2)
    config = RunConfig(schedule=CONFIG.schedule, plan=plan, dataset="mnist")
    levels = base64.b64encode(np.random.default_rng(0).bytes(64 * 64)).decode()
    pictures = tuple(
        MaskPicture(layer=kernel.layer, tiles=64, rows=8, columns=8, levels=levels)
        for kernel in config.pruned_kernels
    )
    steps = [
        StepMeasured(
            step=step, loss=step % 97 / 40, accuracy=step % 89 / 89, scheduled_sparsity=None
        )
        for step in range(1, plan.total_steps + 1)
    ]
    events = [*steps, WeightsMeasured(step=8, histograms=(), pictures=pictures), end_of(config)]
    assert len(html_report(create_run(store, config), events).encode()) < MAX_BYTES


def test_report_names_the_schedule_of_each_layer(store: RunStore) -> None:
    config = replace(CONFIG, layers=(LayerSchedule(layer="dense_1", schedule=None),))
    text = report(create_run(store, config), []).text
    assert "conv2d, conv2d_1, dense: PolynomialDecay" in text
    assert "dense_1: not pruned." in text
