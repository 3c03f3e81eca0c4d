"""The train page starts runs, and lists the runs of this server."""

import time
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.session.visit import Visit
from pruning_core.engine import disk_space
from pruning_core.engine.engine import Engine
from pruning_core.runs.article import article_run
from pruning_core.runs.states import RunState
from tests.app.runs.run_pages import (
    button_labels,
    create_finished_run,
    data_of_live_runs,
    live_run_data,
    newest_run,
    open_train_page,
    press_button,
)

SECONDS_TO_TRAIN = 180


def test_page_has_buttons_for_a_run_a_baseline_and_the_run_of_the_article(app: AppTest) -> None:
    open_train_page(app)
    assert not app.exception
    assert {"Train", "Train the dense baseline", "The run of the pruning article"} <= set(
        button_labels(app)
    )
    assert not data_of_live_runs(app)


def test_button_trains_a_run_in_a_worker_and_shows_it(app: AppTest) -> None:
    open_train_page(
        app, dataset="digits", num_examples="500", batch_size="32", epochs="1", seed="3"
    )
    press_button(app, "Train")
    run = newest_run()
    assert run.id in app.query_params["run"]
    assert live_run_data(app)["run"] == run.id
    deadline = time.monotonic() + SECONDS_TO_TRAIN
    while not services.run_store().get(run.id).state.ended:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert services.run_store().get(run.id).state is RunState.FINISHED
    app.run()
    assert "Stop this run" not in button_labels(app)
    assert any(metric.label == "Test accuracy, 360 images" for metric in app.metric)


def test_run_of_the_article_starts_with_one_click(app: AppTest) -> None:
    open_train_page(
        app, dataset="digits", num_examples="1437", batch_size="32", epochs="1", seed="5"
    )
    press_button(app, "The run of the pruning article")
    assert newest_run().config == article_run(seed=5, dataset="digits")
    press_button(app, "Stop this run")


def test_dense_baseline_has_no_schedule(app: AppTest) -> None:
    open_train_page(app, dataset="digits", num_examples="1437", batch_size="32", epochs="1")
    press_button(app, "Train the dense baseline")
    assert newest_run().config.schedule is None
    press_button(app, "Stop this run")


@pytest.mark.parametrize(
    ("owner", "name"), [(Visit, "read"), (Engine, "wake")], ids=["before", "after"]
)
def test_click_on_train_starts_one_run_if_the_script_of_the_page_is_interrupted(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    open_train_page(app, dataset="digits", num_examples="40", batch_size="40", epochs="1")
    original_method = getattr(owner, name)
    interruptions: list[str] = []

    def interrupt_once(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401  (it wraps any method)
        if not interruptions:
            interruptions.append(name)
            context = get_script_run_ctx()
            assert context is not None
            raise RerunException(  # as after a click on another widget: Streamlit forgets the click on Train
                RerunData(
                    widget_states=WidgetStates(),
                    page_script_hash=context.page_script_hash,
                    query_string=context.query_string,
                )
            )
        return original_method(*arguments, **options)

    monkeypatch.setattr(owner, name, interrupt_once)
    press_button(app, "Train")
    assert interruptions
    assert len(services.run_store().recent()) == 1
    assert live_run_data(app)["run"] == newest_run().id
    assert app.query_params["run"] in (newest_run().id, [newest_run().id])
    app.run()
    assert len(services.run_store().recent()) == 1


def test_invalid_seed_shows_an_error_and_starts_no_run(app: AppTest) -> None:
    open_train_page(app, seed="-1")
    assert any("seed must be at least 0" in error.value for error in app.error)
    assert services.run_store().recent() == []


def test_plan_with_too_many_examples_shows_an_error(app: AppTest) -> None:
    open_train_page(app, dataset="digits", num_examples="60000")
    assert any("at most 1437" in error.value for error in app.error)


def test_past_runs_are_listed_with_links(app: AppTest) -> None:
    create_finished_run()
    create_finished_run(dense=True)
    open_train_page(app)
    link_labels = [element.proto.label for element in app.get("page_link")]
    assert any("Dense baseline · " in label for label in link_labels)
    assert any(label.startswith("finished · ") for label in link_labels)


def test_page_shows_the_limits_and_an_error_when_a_limit_is_exceeded(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_MAX_EPOCHS", "3")
    monkeypatch.setenv("PRUNELAB_MAX_RUNS_PER_VISITOR", "1")
    app.run()
    services.engine().close()
    open_train_page(app, dataset="digits", num_examples="500", batch_size="32", epochs="4")
    assert any("may have 3 epochs" in caption.value for caption in app.caption)
    press_button(app, "Train")
    assert any("at most 3 epochs" in error.value for error in app.error)
    assert services.run_store().recent() == []
    open_train_page(app, dataset="digits", num_examples="500", batch_size="32", epochs="3")
    press_button(app, "Train")
    open_train_page(app, seed="1")
    press_button(app, "Train the dense baseline")
    assert any("at most 1 of your runs" in error.value for error in app.error)
    assert len(services.run_store().recent()) == 1


def test_notice_reports_that_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    services.run_store()  # creates the data directory
    assert services.server_notice() == ""
    monkeypatch.setattr(disk_space, "MIN_FREE_BYTES", 2**62)
    assert services.server_notice() == disk_space.DISK_IS_FULL
