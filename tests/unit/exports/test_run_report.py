"""A run's report: one page that says what was measured, and holds nothing that could run."""

import base64
import shlex
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pruning_core import TrainingPlan
from pruning_core.__main__ import parser, run_config
from pruning_core.data.datasets import load_dataset
from pruning_core.data.facts import N_CLASSES
from pruning_core.errors import FieldError
from pruning_core.exports.code.command import train_command
from pruning_core.exports.report.line_chart import MOST_BUCKETS, thinned, ticks
from pruning_core.exports.report.mask_image import CELL, GAP, mask_image
from pruning_core.exports.report.report import run_report
from pruning_core.exports.report.results import MOST_SHOWN, Baseline
from pruning_core.networks import NETWORKS
from pruning_core.results.results import (
    DENSE,
    FLOAT,
    PRUNED,
    SPARSE,
    LeftOut,
    ModelFile,
    Results,
)
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import (
    EpochMeasured,
    MaskPicture,
    MasksMeasured,
    RunEvent,
    RunFailed,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.examples import results_of, short_run, timing
from tests.parameters import valid_values
from tests.run_logs import finished, finished_log, masks, started, stored
from tests.strategies import schedules

CONFIG = short_run()
LOG = finished_log(CONFIG)
LABELS = load_dataset("digits").y_test
SCRIPT = "<script>alert(1)</script>"
MOST_BYTES = 500_000
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """The elements of a page; an element that is not closed where it should be is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def run_of(store: RunStore, config: RunConfig = CONFIG) -> Run:
    return store.get(store.create(config))


@pytest.fixture
def run(store: RunStore) -> Run:
    return run_of(store)


def report(run: Run, events: list[RunEvent]) -> Page:
    return Page(run_report(run, stored(events)))


def said_of(place: int) -> int:
    """What a network that is wrong at a place takes its test image for."""
    return int(LABELS[place] + 1) % N_CLASSES


def measured_of(*wrong: int) -> Results:
    """What was measured of the files of a network that is wrong at some places."""
    said = LABELS.copy()
    said[list(wrong)] = [said_of(place) for place in wrong]
    confusion = np.zeros((N_CLASSES, N_CLASSES), int)
    np.add.at(confusion, (LABELS, said), 1)
    timings = (timing(DENSE), timing(PRUNED))
    file = ModelFile(name=FLOAT, size=2_345, gzipped=678, zipped=None, accuracy=0.9)
    return replace(
        results_of(file),
        left_out=(LeftOut(name=SPARSE, reason="an operation is missing"),),
        timings=timings,
        confusion=tuple(map(tuple, confusion.tolist())),
        answers="".join(map(str, said.tolist())),
    )


def test_the_page_says_what_was_trained_and_what_came_of_it(run: Run) -> None:
    page = report(run, LOG)
    for said in (
        "PolynomialDecay 10\u00a0% to 80\u00a0%",
        "Finished: all 13 steps were trained",
        "Bundled digits",
        "500, 100 of them for validation",
        "93.75%",
        "1,000,000 B",
        "409,600",
        "The masks are updated 4 times",
        "UCI Machine Learning Repository",
        "CC BY 4.0",
        "python -m pruning_core train",
        "tensorflow",
    ):
        assert said in page.text


def test_the_page_has_a_title_a_language_and_one_main_heading(run: Run) -> None:
    page = report(run, LOG)
    counts = Counter(tag for tag, _ in page.elements)
    assert counts["title"] == counts["h1"] == counts["main"] == 1
    assert page.all("html") == [{"lang": "en"}]


def test_every_picture_is_described_and_every_header_has_a_scope(run: Run) -> None:
    page = report(run, LOG)
    last = next(event for event in reversed(LOG) if isinstance(event, MasksMeasured))
    assert [image["alt"] for image in page.all("img")] == [
        f"Mask of {kernel.layer} after step {last.step}: {kept:,} weights are kept"
        for kernel, kept in zip(CONFIG.pruned_kernels, last.kept, strict=True)
    ]
    for drawing in page.all("svg"):
        assert drawing.get("aria-label") or drawing.get("aria-hidden") == "true"
    assert {cell.get("scope") for cell in page.all("th")} == {"row", "col"}
    assert len(page.all("figure")) == len(page.all("figcaption")) > 0
    assert len(page.all("table")) == len(page.all("caption")) > 0


def test_the_page_reaches_no_network_and_runs_nothing(run: Run) -> None:
    text = run_report(run, stored(LOG))
    page = Page(text)
    assert not page.all("script")
    assert not page.all("link")
    assert all(str(image["src"]).startswith("data:image/png;base64,") for image in page.all("img"))
    assert "url(" not in text
    [policy] = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv")]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert not any("style" in attributes for _, attributes in page.elements)


def test_what_others_have_written_stays_text(store: RunStore) -> None:
    link = "https://lab.example/training?run=1&name='a'"
    wicked = replace(started(CONFIG), versions={SCRIPT: SCRIPT})
    events = [wicked, RunFailed(step=3, message=SCRIPT)]
    text = run_report(run_of(store), stored(events), link=link)
    page = Page(text)
    assert SCRIPT not in text
    assert page.text.count(SCRIPT) == 3
    assert not page.all("script")
    assert link in [anchor["href"] for anchor in page.all("a")]


@pytest.mark.parametrize("link", ["javascript:alert(1)", '"><script>', "lab.example"])
def test_a_link_that_is_no_web_address_is_refused(run: Run, link: str) -> None:
    with pytest.raises(FieldError, match="link must be an address"):
        run_report(run, stored(LOG), link=link)


def test_equal_masks_are_said_to_be_equal_at_every_step(run: Run) -> None:
    steps = sum(isinstance(event, StepMeasured) for event in LOG)
    assert f"equal at all {steps} steps" in report(run, LOG).text


def test_a_mask_that_differs_from_its_prediction_is_named(run: Run) -> None:
    right = masks(CONFIG, 5)
    wrong = replace(masks(CONFIG, 8), kept=(right.kept[0], 1, *masks(CONFIG, 8).kept[2:]))
    said = report(run, [started(CONFIG), right, wrong]).text
    assert "differ from step 8 on" in said
    assert f"conv2d_1 kept 1, predicted {wrong.predicted[1]:,}" in said


def test_a_run_that_goes_on_is_reported_up_to_its_latest_step(run: Run) -> None:
    events = LOG[: LOG.index(next(e for e in LOG if isinstance(e, MasksMeasured)))]
    page = report(run, events)
    assert "Not ended yet: this is what was measured up to step 2 of 13." in page.text
    assert "Test accuracy" not in page.text
    assert "The masks were not updated yet." in page.text


def test_a_run_that_has_not_begun_has_a_page(run: Run) -> None:
    assert "up to step 0 of 13" in report(run, []).text


def test_a_stopped_run_says_where_and_why(run: Run) -> None:
    events = [*LOG[:3], RunStopped(step=1, message="It trained for as long as it may.")]
    said = report(run, events).text
    assert "Stopped after step 1 of 13" in said
    assert "It trained for as long as it may." in said


def test_a_dense_run_has_neither_masks_nor_thresholds(store: RunStore) -> None:
    dense = CONFIG.dense
    page = report(run_of(store, dense), finished_log(dense))
    assert "Nothing is pruned in this run." in page.text
    assert "Masks after step" not in page.text
    assert "Threshold" not in page.text


def test_a_training_that_diverged_is_drawn_where_it_has_numbers(run: Run) -> None:
    lost = StepMeasured(step=2, loss=None, accuracy=0.1, scheduled_sparsity=None)
    epoch = EpochMeasured(
        epoch=1, step=2, loss=None, accuracy=0.1, validation_loss=None, validation_accuracy=0.1
    )
    ended = replace(finished(CONFIG), test_loss=None)
    page = report(run, [started(CONFIG), lost, epoch, ended])
    assert "not a number" in page.text
    drawn = " ".join(str(path.get("d")) for path in page.all("path"))
    assert "nan" not in drawn
    assert "None" not in drawn


def test_the_baseline_stands_beside_the_run(run: Run) -> None:
    ended = replace(finished(CONFIG), test_accuracy=0.875)
    baseline = Baseline(finished=ended, results=None)
    page = Page(run_report(run, stored(LOG), baseline=baseline))
    assert "dense baseline" in page.text
    assert "87.50%" in page.text


def test_a_long_runs_page_stays_small(store: RunStore) -> None:
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
    events = [*steps, WeightsMeasured(step=8, histograms=(), pictures=pictures), finished(config)]
    assert len(run_report(run_of(store, config), stored(events)).encode()) < MOST_BYTES


def test_the_page_says_what_was_measured_of_the_model_files(run: Run) -> None:
    results = measured_of(*range(30, 33))
    page = Page(run_report(run, stored(LOG), results=results))
    for said in (
        "model.tflite2,345 B678 B90.00%",
        "Zeros are stored like any number: model.tflite has 2,345 B.",
        "model_sparse.tflite could not be made: an operation is missing",
        "With XNNPACK kernels: zeros alone did not make it faster",
        "pruned, float1.000 (0.900 – 1.100)not available",
        "Measured on a machine.",
        f"Test images: {LABELS.size}, right: {LABELS.size - 3}.",
        f"3 of {LABELS.size} test images that this network gets wrong.",
    ):
        assert said in page.text
    digits = [f"{LABELS[place]} taken for {said_of(place)}" for place in (30, 31, 32)]
    assert [image["alt"] for image in page.all("img")][:3] == digits
    right = [cell for cell in page.all("td") if cell.get("class") == "right"]
    assert len(right) == N_CLASSES
    assert not any("style" in attributes for _, attributes in page.elements)
    assert {cell.get("scope") for cell in page.all("th")} == {"row", "col"}


def test_only_what_pruning_got_wrong_is_shown_beside_the_baseline(run: Run) -> None:
    baseline = Baseline(finished=finished(CONFIG), results=measured_of(30))
    page = Page(run_report(run, stored(LOG), results=measured_of(30, 31), baseline=baseline))
    assert f"1 of {LABELS.size} test images that this network gets wrong, and that" in page.text
    assert "Files, dense baseline" in page.text
    assert [image["alt"] for image in page.all("img")][:1] == [
        f"{LABELS[31]} taken for {said_of(31)}"
    ]


def test_a_page_shows_some_of_many_mistakes_and_stays_small(run: Run) -> None:
    text = run_report(run, stored(LOG), results=measured_of(*range(LABELS.size)))
    page = Page(text)
    assert f"The first {MOST_SHOWN}:" in page.text
    assert len([image for image in page.all("img") if "taken for" in str(image["alt"])]) == (
        MOST_SHOWN
    )
    assert len(text.encode()) < MOST_BYTES


def test_a_network_that_computes_something_else_is_not_compared(run: Run) -> None:
    results = measured_of()
    timings = tuple(replace(timing, difference=0.5) for timing in results.timings)
    page = Page(run_report(run, stored(LOG), results=replace(results, timings=timings)))
    assert "1.000 (0.900 – 1.100), not the network's answers" in page.text
    assert "did not make it faster" not in page.text


def test_pictures_of_another_test_set_are_not_shown(run: Run) -> None:
    page = Page(run_report(run, stored(LOG), results=replace(measured_of(), answers="0")))
    assert "The pictures are not here: the test set has changed since." in page.text


def test_pictures_that_the_server_lacks_are_not_shown_and_its_folders_not_told(
    store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_FASHION_MNIST", str(tmp_path / "nothing"))
    run = run_of(store, replace(CONFIG, dataset="fashion_mnist"))
    page = Page(run_report(run, stored(LOG), results=measured_of(30)))
    assert "The pictures are not here: the server has no copy of the data set." in page.text
    assert str(tmp_path) not in page.text


def test_a_run_that_has_not_ended_has_no_files_to_speak_of(run: Run) -> None:
    assert "Model files" not in Page(run_report(run, stored(LOG[:3]), results=measured_of())).text


@given(
    tiles=st.integers(1, 64), rows=st.integers(1, 40), columns=st.integers(1, 40), data=st.data()
)
def test_the_picture_of_a_mask_holds_every_level(
    tiles: int, rows: int, columns: int, data: st.DataObject
) -> None:
    size = tiles * rows * columns
    seed = data.draw(st.integers(0, 99))
    levels = np.random.default_rng(seed).integers(0, 256, size, np.uint8)
    picture = MaskPicture(
        layer="dense",
        tiles=tiles,
        rows=rows,
        columns=columns,
        levels=base64.b64encode(levels.tobytes()).decode(),
    )
    address = mask_image(picture)
    png = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    with Image.open(BytesIO(png)) as image:
        image.load()
        assert image.mode == "L"
        shown = np.asarray(image)
    high, wide = (columns, rows) if tiles == 1 and rows > 3 * columns else (rows, columns)
    cells = [
        shown[
            top + CELL // 2 : top + high * CELL : CELL, left + CELL // 2 : left + wide * CELL : CELL
        ]
        for top in range(0, shown.shape[0], high * CELL + GAP)
        for left in range(0, shown.shape[1], wide * CELL + GAP)
    ]
    expected = 255 - levels.reshape(tiles, rows, columns)
    if (high, wide) != (rows, columns):
        expected = expected.transpose(0, 2, 1)
    np.testing.assert_array_equal(cells, expected)


@given(least=st.floats(-1e6, 1e6), span=st.floats(1e-6, 1e9))
def test_ticks_are_few_round_and_on_the_axis(least: float, span: float) -> None:
    found = ticks(least, least + span)
    assert 2 <= len(found) <= 7
    slack = 1e-6 * (span + abs(least))
    assert all(least - slack <= tick <= least + span + slack for tick in found)


@given(size=st.integers(1, 20_000), seed=st.integers(0, 99), unknown=st.floats(0, 1))
@settings(max_examples=30)
def test_a_thinned_line_keeps_its_ends_and_its_extremes(
    size: int, seed: int, unknown: float
) -> None:
    generator = np.random.default_rng(seed)
    known = generator.random(size) >= unknown
    heights = generator.normal(size=size)
    points = [
        (step, float(height) if there else None)
        for step, (height, there) in enumerate(zip(heights, known, strict=True))
    ]
    kept = thinned(points)
    assert len(kept) <= 4 * MOST_BUCKETS
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert set(kept) <= set(points)
    left = [height for _, height in kept if height is not None]
    if known.any():
        assert (min(left), max(left)) == (heights[known].min(), heights[known].max())


@st.composite
def configs(draw: st.DrawFn) -> RunConfig:
    network = draw(st.sampled_from(sorted(NETWORKS)))
    layers = st.sampled_from([kernel.layer for kernel in NETWORKS[network].kernels])
    named = draw(st.dictionaries(layers, st.none() | schedules(), max_size=2))
    return RunConfig(
        schedule=draw(st.none() | schedules()),
        plan=TrainingPlan(num_examples=500, batch_size=32, epochs=2, validation_split=0.1),
        seed=draw(valid_values("seed")),
        dataset="digits",
        network=network,
        optimizer=draw(valid_values("optimizer")),
        learning_rate=draw(valid_values("learning_rate")),
        momentum=draw(valid_values("momentum")),
        layers=tuple(LayerSchedule(layer=layer, schedule=own) for layer, own in named.items()),
    )


@given(config=configs())
def test_the_command_in_the_report_trains_the_same_config(config: RunConfig) -> None:
    words = shlex.split(train_command(config).removeprefix("python -m pruning_core "))
    assert run_config(parser().parse_args(words)) == config


@given(config=configs())
@settings(max_examples=20)
def test_a_run_of_any_config_has_a_page(config: RunConfig) -> None:
    run = Run(
        id="1",
        config=config,
        state=RunState.FINISHED,
        created_at=0.0,
        ended_at=1.0,
        last_step=1,
        seconds_trained=1.0,
        pause_requested=False,
    )
    page = report(run, [started(config), finished(config)])
    assert len(page.all("figure")) == len(config.pruned_kernels)


def test_each_layers_own_schedule_is_said(store: RunStore) -> None:
    config = replace(CONFIG, layers=(LayerSchedule(layer="dense_1", schedule=None),))
    said = report(run_of(store, config), []).text
    assert "conv2d, conv2d_1, dense: PolynomialDecay" in said
    assert "dense_1: not pruned." in said
