"""Downloads of a run: each button downloads the file in its label, and a message names each missing file."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.elements.download import Download
from pages.components.results.log_downloads import make_log_downloads
from pages.components.results.model_downloads import make_downloads_of_file, make_model_download
from pages.components.results.run_downloads import (
    TITLE,
    make_code_downloads,
    make_report_download,
)
from pruning_core.errors import ModelFileError
from pruning_core.exports.log.accuracy_images import with_images
from pruning_core.results.model_results import ModelResults
from pruning_core.results.results import RESULTS, artifacts_folder, results_to_json
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import RunEvent, RunFailed, RunStopped
from pruning_core.runs.run import Run
from pruning_core.store.store import RunStore
from tests.examples import model_file, results_of, short_run
from tests.run_logs import finished_log

CONFIG = short_run(seed=7)
CONTENT = b"x" * 1_234_567
LINK = "https://lab.example/training?run=1"


def script() -> None:
    """A page with the downloads of one run. The session has the id of the run."""
    import streamlit as st  # noqa: PLC0415  (AppTest runs only the text of this function)

    from pages.components import services  # noqa: PLC0415
    from pages.components.results.run_downloads import show_run_downloads  # noqa: PLC0415

    store = services.run_store()
    run = store.get(st.session_state["run"])
    show_run_downloads(store, run, key=run.id)


def open_downloads(run_id: str, *, is_open: bool = True) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    page.session_state["run"] = run_id
    if is_open:
        page.session_state[f"downloads {run_id}"] = True
    return page.run()


def button_labels(page: AppTest) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


def captions_of(page: AppTest) -> str:
    return " ".join(caption.value for caption in page.caption)


def create_run(
    store: RunStore,
    events: list[RunEvent],
    config: RunConfig = CONFIG,
    models: ModelResults | None = None,
) -> Run:
    """Create a run with these events and these model results."""
    run_id = store.create(config)
    store.claim(run_id, "worker")
    store.append(run_id, "worker", events, models=models)
    return store.get(run_id)


def write_model_files(run: Run, *names: str) -> Path:
    """Write model files with these names, and their results. Return the folder of the run."""
    folder = artifacts_folder(services.settings().data_dir, run.id)
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_bytes(CONTENT)
    text = results_to_json(results_of(*(model_file(name, CONTENT) for name in names)))
    (folder / RESULTS).write_text(text, "utf-8")
    return folder


def by_label(downloads: tuple[Download, ...]) -> dict[str, Download]:
    return {download.label: download for download in downloads}


def report_and_logs(store: RunStore, run: Run, link: str | None) -> dict[str, Download]:
    """The report and the log files of a run, by label."""
    report = make_report_download(store, run, link)
    return by_label((report, *make_log_downloads(store, run)))


@pytest.fixture
def log_files(store: RunStore) -> dict[str, Download]:
    """The report and the log files of a finished run."""
    return report_and_logs(store, create_run(store, finished_log(CONFIG)), LINK)


def test_closed_section_has_no_buttons() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    page = open_downloads(run.id, is_open=False)
    assert [section.label for section in page.expander] == [TITLE]
    assert button_labels(page) == []


def test_finished_run_has_buttons_for_models_logs_and_code() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    write_model_files(run, "model.keras", "model.h5", "model_sparse.tflite")
    page = open_downloads(run.id)
    assert not page.exception
    assert button_labels(page)[:4] == [
        "model.keras, 1.2 MB, Keras 2",
        "model_keras3.keras, Keras 3",
        "model.h5, 1.2 MB, Keras 2",
        "model_sparse.tflite, 1.2 MB",
    ]
    assert "model.keras and model.h5 need Keras 2" in captions_of(page)
    assert {"Report", "Log as CSV", "Log as Parquet", "TensorBoard log"} <= set(button_labels(page))
    assert {"Events as JSON lines", "Python script", "Notebook"} <= set(button_labels(page))


def test_page_reports_that_the_models_are_not_stored() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    assert "its model files and measurements are not stored here" in captions_of(
        open_downloads(run.id)
    )


def test_page_names_the_request_for_models_of_a_run_with_weights_only() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    folder = artifacts_folder(services.settings().data_dir, run.id)
    folder.mkdir(parents=True)
    (folder / "model.h5").write_bytes(CONTENT)
    assert "made on request: see its results" in captions_of(open_downloads(run.id))


@pytest.mark.parametrize(
    "content", [b"", CONTENT[:-1], b"y" + CONTENT[1:]], ids=["empty", "truncated", "changed"]
)
def test_damaged_model_has_a_warning_and_no_button(content: bytes) -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    folder = write_model_files(run, "model.keras", "model.h5")
    assert "model.h5, 1.2 MB, Keras 2" in button_labels(open_downloads(run.id))
    (folder / "model.h5").write_bytes(content)
    page = open_downloads(run.id)
    assert [warning.value for warning in page.warning] == [
        "model.h5 is damaged or was changed after the training: run the training again to get it."
    ]
    assert button_labels(page)[:3] == [
        "model.keras, 1.2 MB, Keras 2",
        "model_keras3.keras, Keras 3",
        "Report",
    ]


def test_missing_model_has_a_warning() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    (write_model_files(run, "model.keras", "model.h5") / "model.h5").unlink()
    page = open_downloads(run.id)
    assert "model.h5 is not stored here" in page.warning[0].value
    assert "model.keras, 1.2 MB, Keras 2" in button_labels(page)


def test_damaged_keras_file_is_not_offered_for_keras_3() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    folder = write_model_files(run, "model.keras", "model.h5")
    (folder / "model.keras").write_bytes(b"damaged")
    labels = button_labels(open_downloads(run.id))
    assert labels[:2] == ["model.h5, 1.2 MB, Keras 2", "Report"]


def test_no_model_has_a_button_if_the_results_are_damaged() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG))
    (write_model_files(run, "model.keras") / RESULTS).write_text("{}")
    page = open_downloads(run.id)
    assert "its results.json is damaged" in captions_of(page)
    assert button_labels(page)[0] == "Report"


@pytest.mark.parametrize(
    "end", [RunStopped(step=3), RunFailed(step=3, message="no memory")], ids=["stopped", "failed"]
)
def test_run_that_ended_early_has_logs_and_no_models(end: RunEvent) -> None:
    run = create_run(services.run_store(), [*finished_log(CONFIG)[:5], end])
    page = open_downloads(run.id)
    assert "ended at step 3 of 13, so it has no models" in captions_of(page)
    assert "Log as CSV" in button_labels(page)


def test_page_shows_the_step_of_a_run() -> None:
    run = create_run(services.run_store(), finished_log(CONFIG)[:5])
    page = open_downloads(run.id)
    assert "This run is at step 2 of 13" in captions_of(page)
    assert "Events as JSON lines" in button_labels(page)


def test_page_reports_that_a_run_waits() -> None:
    page = open_downloads(services.run_store().create(CONFIG))
    assert "waits for a worker" in captions_of(page)


def test_events_are_the_lines_that_the_command_line_prints(log_files: dict[str, Download]) -> None:
    text = log_files["Events as JSON lines"].content().read().decode()
    events = [with_images(event, CONFIG) for event in finished_log(CONFIG)]
    assert text == "".join(f"{event_to_json(event)}\n" for event in events)


def test_every_log_file_contains_the_run(log_files: dict[str, Download]) -> None:
    rows = list(
        csv.DictReader(io.TextIOWrapper(log_files["Log as CSV"].content(), "utf-8", newline=""))
    )
    table = pq.read_table(log_files["Log as Parquet"].content())
    assert len(rows) == table.num_rows > 13
    with zipfile.ZipFile(log_files["TensorBoard log"].content()) as archive:
        assert any(name.startswith("train/events.out.tfevents") for name in archive.namelist())
    report = log_files["Report"].content().read().decode()
    assert "Finished: all 13 steps were trained" in report
    assert LINK in report


def test_log_file_has_the_events_up_to_the_moment_of_the_download(store: RunStore) -> None:
    events = finished_log(CONFIG)
    run = create_run(store, events[:5])
    log_files = report_and_logs(store, run, LINK)
    store.append(run.id, "worker", events[5:])
    assert log_files["Events as JSON lines"].content().read().count(b"\n") == len(events)
    assert b"Finished: all 13 steps" in log_files["Report"].content().read()


def test_report_compares_the_run_with_its_dense_baseline(store: RunStore) -> None:
    create_run(store, finished_log(CONFIG.dense), CONFIG.dense)
    run = create_run(store, finished_log(CONFIG))
    report = report_and_logs(store, run, None)["Report"].content().read()
    assert b"dense baseline" in report


def test_report_has_the_sizes_of_the_model_files(store: RunStore) -> None:
    model_results = results_of(model_file("model.h5", CONTENT)).without_answers
    for models in (model_results, None):
        run = create_run(store, finished_log(CONFIG), models=models)
        report = report_and_logs(store, run, None)["Report"].content().read()
        assert (b"1,234,567 B" in report) == (models is not None)


def test_log_that_takes_several_reads_is_complete(store: RunStore) -> None:
    run = create_run(store, finished_log(CONFIG)[:2] * 6000)
    text = report_and_logs(store, run, None)["Events as JSON lines"].content().read()
    assert text.count(b"\n") == 12_000


def test_file_names_contain_the_run_id_and_the_seed(store: RunStore, tmp_path: Path) -> None:
    run = create_run(store, finished_log(CONFIG))
    downloads = (
        make_model_download(run, tmp_path, model_file("model.tflite", CONTENT)),
        *make_downloads_of_file(run, tmp_path, model_file("model.keras", CONTENT)),
        *report_and_logs(store, run, LINK).values(),
        *make_code_downloads(run, LINK),
    )
    names = [download.file_name for download in downloads]
    assert all(name.startswith(f"run-{run.id}-seed-7-") for name in names)
    assert len(set(names)) == len(names) == 10


def test_downloaded_model_equals_the_stored_file(store: RunStore, tmp_path: Path) -> None:
    run = create_run(store, finished_log(CONFIG))
    (tmp_path / "model.tflite").write_bytes(CONTENT)
    model = make_model_download(run, tmp_path, model_file("model.tflite", CONTENT))
    assert model.content().read() == CONTENT


def test_model_that_changes_before_its_button_is_pressed_is_refused(
    store: RunStore, tmp_path: Path
) -> None:
    run = create_run(store, finished_log(CONFIG))
    (tmp_path / "model.keras").write_bytes(CONTENT[::-1] + b"y")
    for model in make_downloads_of_file(run, tmp_path, model_file("model.keras", CONTENT)):
        with pytest.raises(ModelFileError, match="is damaged or was changed"):
            model.content()


def test_downloaded_code_has_the_config_of_the_run(store: RunStore) -> None:
    run = create_run(store, finished_log(CONFIG))
    code = by_label(make_code_downloads(run, LINK))
    text = code["Python script"].content().read().decode()
    compile(text, "train.py", "exec")
    assert "SEED = 7" in text
    assert LINK in text
    assert json.loads(code["Notebook"].content().read())["nbformat"] == 4
