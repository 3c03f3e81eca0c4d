"""Who may pause, resume and stop a run on the training page."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.runs.states import RunState
from tests.app.training_page import labels, newest, opened, press
from tests.examples import short_run


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
