"""The page of a run shows the run that the link names, live and after its end."""

import sqlite3
import time

from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.runs.events.kinds import RunStopped, StepMeasured
from pruning_core.runs.states import RunState
from tests.app.runs.run_pages import (
    button_labels,
    create_finished_run,
    data_of_live_runs,
    newest_run,
    open_run,
    open_train_page,
    press_button,
)

SECONDS_TO_TRAIN = 180


def test_stopped_run_keeps_its_measurements(app: AppTest) -> None:
    open_train_page(app, dataset="digits", num_examples="1437", batch_size="32", epochs="1000")
    press_button(app, "Train")
    deadline = time.monotonic() + SECONDS_TO_TRAIN
    while newest_run().last_step < 5:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    press_button(app, "Stop this run")
    while (run := newest_run()).state is not RunState.STOPPED:
        assert time.monotonic() < deadline, run.state
        time.sleep(0.1)
    events = [stored_event.event for stored_event in services.run_store().events_after(run.id, 0)]
    assert sum(isinstance(event, StepMeasured) for event in events) >= 5
    assert events[-1] == RunStopped(step=run.last_step)


def test_results_of_a_run_are_shown_beside_the_results_of_its_baseline(app: AppTest) -> None:
    run_id = create_finished_run()
    open_run(app, run_id)
    assert "Train the dense baseline of this run" in button_labels(app)
    create_finished_run(dense=True)
    app.run()
    assert "Train the dense baseline of this run" not in button_labels(app)
    metrics = {metric.label: metric for metric in app.metric}
    assert metrics["Test accuracy, 360 images"].value == "93.75\u00a0%"
    assert metrics["Test accuracy, 360 images"].delta == "dense: 93.75\u00a0%"
    assert metrics["Zipped .h5"].value == "1,000,000 B"
    assert app.table[0].value["Zeros"].tolist() == ["100"]


def test_run_of_an_older_version_can_have_any_id(app: AppTest) -> None:
    app.run()
    run_id = create_finished_run()
    with sqlite3.connect(services.run_store().url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE runs SET id = 'a__b-_c' WHERE id = ?", (run_id,))
        database.execute("UPDATE events SET run_id = 'a__b-_c' WHERE run_id = ?", (run_id,))
    database.close()
    open_run(app, "a__b-_c")
    assert not app.exception
    assert data_of_live_runs(app)[0]["run"] == "a__b-_c"


def test_address_of_a_run_contains_the_schedule_only_if_the_visitor_has_changed_it(
    app: AppTest,
) -> None:
    app.run()
    run_id = create_finished_run()
    app.query_params.clear()
    open_run(app, run_id)
    assert set(app.query_params) == {"run"}
    app.switch_page("train.py").run()
    open_run(app, run_id, epochs="7")
    assert app.query_params["epochs"] in ("7", ["7"])


def test_unknown_run_shows_an_error_and_the_page_stays_usable(app: AppTest) -> None:
    open_run(app, "<i>nope</i>")
    assert not app.exception
    assert any("there is no run" in error.value for error in app.error)
    assert [link.proto.page for link in app.get("page_link")] == ["train", "runs"]
