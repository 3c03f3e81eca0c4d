"""The training page: it starts runs, shows the one that the link names, and lists the others."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.session.visit import Visit
from pruning_core.engine import disk_space as room
from pruning_core.engine.engine import Engine
from pruning_core.runs.article import article_run
from pruning_core.runs.events import RunStopped, StepMeasured
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.app.conftest import SECONDS_A_PAGE_MAY_TAKE
from tests.examples import FINISHED, short_run, started, step

SECONDS_TO_TRAIN = 180


def opened(app: AppTest, **parameters: str) -> AppTest:
    """The training page, opened by a link."""
    app.run()
    app.switch_page("training.py")
    for name, text in parameters.items():
        app.query_params[name] = text
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(button for button in app.button if button.label == label).click().run()


def labels(app: AppTest) -> list[str]:
    """The labels of the buttons on the page."""
    return [button.label for button in app.button]


def shown_run(app: AppTest) -> dict[str, Any]:
    """What the live element was given."""
    return live_runs(app)[0]


def live_runs(app: AppTest) -> list[dict[str, Any]]:
    """What each live element was given."""
    given = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [data for data in given if "events" in data]


def newest() -> Run:
    """The run that was started last."""
    return services.run_store().recent()[0]


def finished_run(*, dense: bool = False) -> str:
    """A run that some worker has trained."""
    store = services.run_store()
    config = short_run().dense if dense else short_run()
    run_id = store.create(config)
    store.claim(run_id, "worker")
    store.append(run_id, "worker", [started(), step(1), FINISHED])
    return run_id


def test_the_page_offers_a_run_a_baseline_and_the_articles_run(app: AppTest) -> None:
    opened(app)
    assert not app.exception
    assert {"Train", "Train the dense baseline", "The article's run"} <= set(labels(app))
    assert not live_runs(app)


def test_train_trains_for_real_in_a_worker_and_shows_the_run(app: AppTest) -> None:
    opened(app, dataset="digits", num_examples="500", batch_size="32", epochs="1", seed="3")
    press(app, "Train")
    run = newest()
    assert run.id in app.query_params["run"]
    assert shown_run(app)["run"] == run.id
    give_up_at = time.monotonic() + SECONDS_TO_TRAIN
    while not services.run_store().get(run.id).state.ended:
        assert time.monotonic() < give_up_at
        time.sleep(0.2)
    assert services.run_store().get(run.id).state is RunState.FINISHED
    app.run()
    assert "Stop" not in labels(app)
    assert any(metric.label == "Test accuracy" for metric in app.metric)


def test_the_articles_run_is_one_click(app: AppTest) -> None:
    opened(app, dataset="digits", num_examples="1437", batch_size="32", epochs="1", seed="5")
    press(app, "The article's run")
    assert newest().config == article_run(seed=5, dataset="digits")
    press(app, "Stop")


def test_the_dense_baseline_has_no_schedule(app: AppTest) -> None:
    opened(app, dataset="digits", num_examples="1437", batch_size="32", epochs="1")
    press(app, "Train the dense baseline")
    assert newest().config.schedule is None
    press(app, "Stop")


@pytest.mark.parametrize(
    ("owner", "name"), [(Visit, "read"), (Engine, "wake")], ids=["before", "after"]
)
def test_a_press_outlives_a_run_of_the_page_that_the_browser_cuts_short(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    opened(app, dataset="digits", num_examples="40", batch_size="40", epochs="1")
    called = getattr(owner, name)
    cut_short: list[str] = []

    def cut_short_once(*args: Any, **more: Any) -> Any:  # noqa: ANN401  (whatever it is)
        if not cut_short:
            cut_short.append(name)
            context = get_script_run_ctx()
            assert context is not None
            raise RerunException(  # as for any other widget: no button is pressed
                RerunData(
                    widget_states=WidgetStates(),
                    page_script_hash=context.page_script_hash,
                    query_string=context.query_string,
                )
            )
        return called(*args, **more)

    monkeypatch.setattr(owner, name, cut_short_once)
    press(app, "Train")
    assert cut_short
    assert len(services.run_store().recent()) == 1
    assert shown_run(app)["run"] == newest().id
    assert app.query_params["run"] in (newest().id, [newest().id])
    app.run()
    assert len(services.run_store().recent()) == 1


def test_a_stopped_run_keeps_what_was_measured(app: AppTest) -> None:
    opened(app, dataset="digits", num_examples="1437", batch_size="32", epochs="1000")
    press(app, "Train")
    give_up_at = time.monotonic() + SECONDS_TO_TRAIN
    while newest().last_step < 5:
        assert time.monotonic() < give_up_at
        time.sleep(0.1)
    press(app, "Stop")
    while (run := newest()).state is not RunState.STOPPED:
        assert time.monotonic() < give_up_at, run.state
        time.sleep(0.1)
    events = [stored.event for stored in services.run_store().events_after(run.id, 0)]
    assert sum(isinstance(event, StepMeasured) for event in events) >= 5
    assert events[-1] == RunStopped(step=run.last_step)


def test_a_finished_run_shows_its_results_beside_the_baselines(app: AppTest) -> None:
    run_id = finished_run()
    opened(app, run=run_id)
    assert "Train the dense baseline of this run" in labels(app)
    finished_run(dense=True)
    app.run()
    assert "Train the dense baseline of this run" not in labels(app)
    metrics = {metric.label: metric for metric in app.metric}
    assert metrics["Test accuracy"].value == "93.75%"
    assert metrics["Test accuracy"].delta == "dense: 93.75%"
    assert metrics["Zipped .h5"].value == "1,000,000 B"
    assert app.table[0].value["Zeros"].tolist() == ["100"]


def test_a_run_of_an_older_version_may_have_any_id(app: AppTest) -> None:
    app.run()
    run_id = finished_run()
    with sqlite3.connect(services.run_store().url.removeprefix("sqlite:///")) as other:
        other.execute("UPDATE runs SET id = 'a__b-_c' WHERE id = ?", (run_id,))
        other.execute("UPDATE events SET run_id = 'a__b-_c' WHERE run_id = ?", (run_id,))
    other.close()
    opened(app, run="a__b-_c")
    assert not app.exception
    assert live_runs(app)[0]["run"] == "a__b-_c"


def test_an_unknown_run_is_said_and_the_page_stays_usable(app: AppTest) -> None:
    opened(app, run="<i>nope</i>")
    assert not app.exception
    assert any("there is no run" in error.value for error in app.error)
    assert "Train" in labels(app)


@contextmanager
def database_away() -> Iterator[None]:
    """The database cannot be opened, as where its disk is gone; then it is there again."""
    store = services.run_store()
    path = Path(store.url.removeprefix("sqlite:///"))
    services.engine().close()
    store.close()
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    try:
        yield
    finally:
        store.close()
        path.rmdir()
        path.with_suffix(".away").rename(path)


def assert_only_the_database_is_missed(app: AppTest) -> None:
    """The page says in words what is wrong and what to do, and nothing else is."""
    assert not app.exception
    assert [error.value for error in app.error] == [
        "The page ends here, because the run store does not answer: unable to open database file. "
        "What you have entered is kept: try again in a moment."
    ]
    assert "Try again" in labels(app)


def test_a_database_that_goes_away_is_said_and_keeps_what_was_entered(app: AppTest) -> None:
    app.run()
    run_id = finished_run()
    opened(app, run=run_id, **SHORT_RUN)
    with database_away():
        app.number_input(key="seed 1").set_value(7).run()
        assert_only_the_database_is_missed(app)
        assert app.query_params["seed"] == "7"
        assert app.query_params["run"] == run_id
    press(app, "Try again")
    assert not app.error
    assert app.number_input(key="seed 1").value == 7
    assert live_runs(app)[0]["run"] == run_id


def test_a_database_that_goes_away_takes_no_key_from_a_control_link(app: AppTest) -> None:
    app.run()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    app.switch_page("training.py")
    with database_away():
        app.query_params["run"] = run_id
        app.query_params["key"] = "a-secret-of-22-letters"
        app.run()
        assert_only_the_database_is_missed(app)
        assert "key" not in app.query_params
    press(app, "Try again")
    assert {"Pause", "Stop"} <= set(labels(app))


ONLY_THE_WAIT = """
import streamlit as st
from pages.components.runs.run_controls import say_wait

say_wait(st.session_state.waits)
"""


def test_the_words_of_a_waiting_run_come_back_with_the_database(app: AppTest) -> None:
    app.run()
    services.engine().close()
    _first, second = (services.run_store().create(short_run()) for _place in range(2))
    words = AppTest.from_string(ONLY_THE_WAIT, default_timeout=SECONDS_A_PAGE_MAY_TAKE)
    words.session_state.waits = services.run_store().get(second)
    with database_away():
        words.run()
        assert not words.exception
        assert not words.caption
    assert "1 run waits before this one" in words.run().caption[0].value


def test_a_bad_seed_is_said_and_nothing_is_started(app: AppTest) -> None:
    opened(app, seed="-1")
    assert any("seed must be at least 0" in error.value for error in app.error)
    assert services.run_store().recent() == []


def test_a_plan_that_the_data_cannot_fill_is_said(app: AppTest) -> None:
    opened(app, dataset="digits", num_examples="60000")
    assert any("at most 1437" in error.value for error in app.error)


def test_past_runs_are_listed_with_links(app: AppTest) -> None:
    finished_run()
    finished_run(dense=True)
    opened(app)
    listed = [element.proto.label for element in app.get("page_link")]
    assert any("Dense baseline · " in label for label in listed)
    assert any(label.startswith("finished · ") for label in listed)


SHORT_RUN = {
    "dataset": "digits",
    "num_examples": str(short_run().plan.num_examples),
    "batch_size": str(short_run().plan.batch_size),
    "epochs": "1",
    "validation_split": "0.2",
    "initial_sparsity": "0.1",
    "final_sparsity": "0.8",
    "begin_step": "2",
    "end_step": "12",
    "frequency": "3",
}
"""The link that describes a short run."""


def leads(app: AppTest) -> list[str]:
    """What the page says of runs that measure the same."""
    found = [link.proto.label for link in app.get("page_link")]
    return [label for label in found if ": see run " in label]


def test_a_run_that_was_trained_already_is_recognised(app: AppTest) -> None:
    run_id = finished_run()
    opened(app, **SHORT_RUN)
    assert leads(app) == [f"Exactly this was trained already: see run {run_id}"]


def test_a_run_that_is_under_way_is_recognised_and_one_that_was_stopped_is_not(
    app: AppTest,
) -> None:
    app.run()
    services.engine().close()
    store = services.run_store()
    run_id = store.create(short_run())
    opened(app, **SHORT_RUN)
    assert leads(app) == [f"Exactly this waits to be trained: see run {run_id}"]
    store.claim(run_id, "worker")
    assert leads(app.run()) == [f"Exactly this is being trained: see run {run_id}"]
    store.request_pause(run_id)
    store.release(run_id, "worker")
    assert leads(app.run()) == [f"Exactly this is paused: see run {run_id}"]
    store.request_stop(run_id)
    assert leads(app.run()) == []


def test_a_run_is_not_told_that_it_is_under_way_itself(app: AppTest) -> None:
    app.run()
    services.engine().close()
    opened(app, **SHORT_RUN)
    press(app, "Train")
    assert newest().config == short_run()
    assert leads(app) == []


def test_two_visitors_train_one_baseline(app: AppTest, visitor: AppTest) -> None:
    app.run()
    services.engine().close()
    run_id = finished_run()
    opened(app, run=run_id)
    opened(visitor, run=run_id)
    press(app, "Train the dense baseline of this run")
    baseline = newest()
    press(visitor, "Train the dense baseline of this run")
    assert newest().id == baseline.id
    assert shown_run(visitor)["run"] == baseline.id
    opened(visitor, run=run_id)
    assert "Train the dense baseline of this run" not in labels(visitor)
    words = f"The dense baseline of this run waits to be trained: see run {baseline.id}"
    assert words in leads(visitor)


def test_a_baseline_that_is_paused_can_be_trained_all_the_same(app: AppTest) -> None:
    app.run()
    services.engine().close()
    run_id = finished_run()
    paused = services.run_store().create(short_run().dense)
    services.run_store().request_pause(paused)
    opened(app, run=run_id)
    assert f"The dense baseline of this run is paused: see run {paused}" in leads(app)
    press(app, "Train the dense baseline of this run")
    assert newest().id != paused


def test_a_waiting_run_says_how_many_wait_before_it(app: AppTest) -> None:
    app.run()
    services.engine().close()
    first, second, third = (services.run_store().create(short_run(seed=n)) for n in range(3))
    assert first != second
    opened(app, run=third)
    assert any("2 runs wait before this one" in caption.value for caption in app.caption)


def test_who_started_a_run_controls_it_and_others_only_watch(
    app: AppTest, visitor: AppTest
) -> None:
    app.run()
    services.engine().close()
    opened(app, dataset="digits", num_examples="500", batch_size="32", epochs="1")
    press(app, "Train")
    assert {"Pause", "Stop"} <= set(labels(app))
    opened(visitor, run=newest().id)
    assert not {"Pause", "Resume", "Stop"} & set(labels(visitor))
    assert any("You are watching" in caption.value for caption in visitor.caption)


def test_the_control_link_controls_and_leaves_no_key_in_the_address(
    app: AppTest, visitor: AppTest
) -> None:
    app.run()
    services.engine().close()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    opened(visitor, run=run_id, key="a-secret-of-22-letters")
    assert not visitor.error
    assert "key" not in visitor.query_params
    press(visitor, "Stop")
    assert services.run_store().get(run_id).state is RunState.STOPPED


@pytest.mark.parametrize("key", ["forged-but-well-formed", "<script>", "", "k" * 5000])
def test_a_forged_control_link_is_said_and_only_watches(app: AppTest, key: str) -> None:
    app.run()
    services.engine().close()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    opened(app, run=run_id, key=key)
    assert any("does not control this run" in error.value for error in app.error)
    assert not {"Pause", "Resume", "Stop"} & set(labels(app))


def test_a_forged_control_link_takes_nothing_from_who_started_the_run(app: AppTest) -> None:
    app.run()
    services.engine().close()
    opened(app, dataset="digits", num_examples="500", batch_size="32", epochs="1")
    press(app, "Train")
    app.query_params["key"] = "forged-but-well-formed"
    app.run()
    assert any("does not control this run" in error.value for error in app.error)
    assert {"Pause", "Stop"} <= set(labels(app))


def test_a_paused_run_is_resumed_where_it_was(app: AppTest) -> None:
    app.run()
    services.engine().close()
    opened(app, dataset="digits", num_examples="500", batch_size="32", epochs="1")
    press(app, "Train")
    press(app, "Pause")
    assert newest().state is RunState.PAUSED
    assert "Pause" not in labels(app)
    press(app, "Resume")
    assert newest().state is RunState.QUEUED


def test_a_limit_is_shown_before_it_bites_and_said_when_it_does(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_MAX_EPOCHS", "3")
    monkeypatch.setenv("PRUNELAB_MAX_RUNS_PER_VISITOR", "1")
    app.run()
    services.engine().close()
    opened(app, dataset="digits", num_examples="500", batch_size="32", epochs="4")
    assert any("may have 3 epochs" in caption.value for caption in app.caption)
    press(app, "Train")
    assert any("at most 3 epochs" in error.value for error in app.error)
    assert services.run_store().recent() == []
    opened(app, dataset="digits", num_examples="500", batch_size="32", epochs="3")
    press(app, "Train")
    press(app, "Train the dense baseline")
    assert any("at most 1 of your runs" in error.value for error in app.error)
    assert len(services.run_store().recent()) == 1


def test_viewers_are_told_that_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    services.run_store()  # makes the data directory
    assert services.notice() == ""
    monkeypatch.setattr(room, "LEAST_FREE_BYTES", 2**62)
    assert services.notice() == room.DISK_IS_FULL
