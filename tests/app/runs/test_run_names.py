"""The name of a run consists of the names of its schedules. Every page and file of the run shows the name."""

from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.elements.download import file_name
from pruning_core.exports.report.report import run_report
from tests.app.runs.run_pages import (
    SHORT_RUN,
    live_run_data,
    newest_run,
    open_train_page,
    press_button,
)

NAMED = {
    **SHORT_RUN,
    "network": "mlp",
    "name": "Early & *mild*",
    "schedule.2": "ConstantSparsity",
    "name.2": "Half",
    "begin_step.2": "2",
    "frequency.2": "3",
    "layers": "dense_1:2",
}
NAME = "Early & *mild*; dense_1: Half"


def test_name_of_a_run_is_in_its_title_charts_files_and_report(app: AppTest) -> None:
    page = open_train_page(app, **NAMED)
    press_button(page, "Train")
    run = newest_run()
    assert run.name == NAME
    assert page.title[0].value.startswith("Early \\& \\*mild\\*; dense\\_1")
    assert live_run_data(page)["title"].startswith(f"{NAME} · PolynomialDecay")
    assert file_name(run, "model.h5") == f"run-{run.id}-Early-mild-dense_1-Half-seed-0-model.h5"
    report = run_report(run, services.run_store().events_after(run.id, 0))
    assert "Early &amp; *mild*; dense_1: Half" in report


def test_run_has_no_name_if_no_schedule_has_a_name(app: AppTest) -> None:
    page = open_train_page(app, **{**SHORT_RUN, "network": "mlp"})
    press_button(page, "Train")
    assert newest_run().name is None
    assert live_run_data(page)["title"].startswith("PolynomialDecay")
