"""The train page links to equal runs, and does not train the same dense baseline twice at the same time."""

from streamlit.testing.v1 import AppTest

from pages.components import services
from tests.app.runs.run_pages import (
    SHORT_RUN,
    button_labels,
    create_finished_run,
    live_run_data,
    newest_run,
    open_run,
    open_train_page,
    press_button,
)
from tests.examples import short_run


def links_to_equal_runs(app: AppTest) -> list[str]:
    """The labels of the links to equal runs."""
    labels = [link.proto.label for link in app.get("page_link")]
    return [label for label in labels if ": see run " in label]


def test_page_links_to_a_finished_equal_run(app: AppTest) -> None:
    run_id = create_finished_run()
    open_train_page(app, **SHORT_RUN)
    assert links_to_equal_runs(app) == [f"The same training has finished: see run {run_id}"]


def test_page_links_to_an_unfinished_equal_run_and_not_to_a_stopped_one(
    app: AppTest,
) -> None:
    app.run()
    services.engine().close()
    store = services.run_store()
    run_id = store.create(short_run())
    open_train_page(app, **SHORT_RUN)
    assert links_to_equal_runs(app) == [f"The same training waits for a worker: see run {run_id}"]
    store.claim(run_id, "worker")
    assert links_to_equal_runs(app.run()) == [f"The same training is running: see run {run_id}"]
    store.request_pause(run_id)
    store.release(run_id, "worker")
    assert links_to_equal_runs(app.run()) == [f"The same training is paused: see run {run_id}"]
    store.request_stop(run_id)
    assert links_to_equal_runs(app.run()) == []


def test_page_of_a_run_does_not_link_to_that_run(app: AppTest) -> None:
    app.run()
    services.engine().close()
    open_train_page(app, **SHORT_RUN)
    press_button(app, "Train")
    assert newest_run().config == short_run()
    assert links_to_equal_runs(app) == []


def test_two_visitors_share_one_baseline(app: AppTest, visitor: AppTest) -> None:
    app.run()
    services.engine().close()
    run_id = create_finished_run()
    open_run(app, run_id)
    open_run(visitor, run_id)
    press_button(app, "Train the dense baseline of this run")
    baseline = newest_run()
    press_button(visitor, "Train the dense baseline of this run")
    assert newest_run().id == baseline.id
    assert live_run_data(visitor)["run"] == baseline.id
    open_run(visitor, run_id, epochs="7")  # another address than that of the click
    assert "Train the dense baseline of this run" not in button_labels(visitor)
    label = f"The dense baseline of this run waits for a worker: see run {baseline.id}"
    assert label in links_to_equal_runs(visitor)


def test_new_baseline_can_be_trained_while_an_equal_one_is_paused(app: AppTest) -> None:
    app.run()
    services.engine().close()
    run_id = create_finished_run()
    paused_run = services.run_store().create(short_run().dense)
    services.run_store().request_pause(paused_run)
    open_run(app, run_id)
    assert f"The dense baseline of this run is paused: see run {paused_run}" in links_to_equal_runs(
        app
    )
    press_button(app, "Train the dense baseline of this run")
    assert newest_run().id != paused_run


def test_page_shows_the_number_of_runs_before_a_run(app: AppTest) -> None:
    app.run()
    services.engine().close()
    first, second, third = (services.run_store().create(short_run(seed=n)) for n in range(3))
    assert first != second
    open_run(app, third)
    assert any("2 runs wait before this one" in caption.value for caption in app.caption)
