"""Only the visitor who started a run, or who has its control link, can pause, resume and stop it."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.runs.states import RunState
from tests.app.runs.run_pages import (
    button_labels,
    newest_run,
    open_run,
    open_train_page,
    press_button,
)
from tests.examples import short_run


def test_only_the_visitor_who_started_a_run_controls_the_run(
    app: AppTest, visitor: AppTest
) -> None:
    app.run()
    services.engine().close()
    open_train_page(app, dataset="digits", num_examples="500", batch_size="32", epochs="1")
    press_button(app, "Train")
    assert {"Pause", "Stop this run"} <= set(button_labels(app))
    open_run(visitor, newest_run().id)
    assert not {"Pause", "Resume", "Stop this run"} & set(button_labels(visitor))
    assert any("You are watching" in caption.value for caption in visitor.caption)


def test_control_link_gives_control_and_its_key_leaves_the_address(
    app: AppTest, visitor: AppTest
) -> None:
    app.run()
    services.engine().close()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    open_run(visitor, run_id, key="a-secret-of-22-letters")
    assert not visitor.error
    assert "key" not in visitor.query_params
    press_button(visitor, "Stop this run")
    assert services.run_store().get(run_id).state is RunState.STOPPED


@pytest.mark.parametrize("key", ["forged-but-well-formed", "<script>", "", "k" * 5000])
def test_forged_control_link_shows_an_error_and_gives_no_control(app: AppTest, key: str) -> None:
    app.run()
    services.engine().close()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    open_run(app, run_id, key=key)
    assert any("does not control this run" in error.value for error in app.error)
    assert not {"Pause", "Resume", "Stop this run"} & set(button_labels(app))


def test_visitor_who_started_a_run_keeps_control_after_a_forged_control_link(app: AppTest) -> None:
    app.run()
    services.engine().close()
    open_train_page(app, dataset="digits", num_examples="500", batch_size="32", epochs="1")
    press_button(app, "Train")
    app.query_params["key"] = "forged-but-well-formed"
    app.run()
    assert any("does not control this run" in error.value for error in app.error)
    assert {"Pause", "Stop this run"} <= set(button_labels(app))


def test_paused_run_can_be_resumed(app: AppTest) -> None:
    app.run()
    services.engine().close()
    open_train_page(app, dataset="digits", num_examples="500", batch_size="32", epochs="1")
    press_button(app, "Train")
    press_button(app, "Pause")
    assert newest_run().state is RunState.PAUSED
    assert "Pause" not in button_labels(app)
    press_button(app, "Resume")
    assert newest_run().state is RunState.QUEUED
