"""While the database is unavailable, the train page and the page of a run show an error and keep all input."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages.components import services
from tests.app.conftest import MAX_SECONDS_OF_A_PAGE
from tests.app.runs.run_pages import (
    SHORT_RUN,
    button_labels,
    create_finished_run,
    data_of_live_runs,
    open_run,
    open_train_page,
    press_button,
)
from tests.examples import short_run


@contextmanager
def unavailable_database() -> Iterator[None]:
    """Make the database unavailable within the `with` block, as if its disk were removed."""
    store = services.run_store()
    path = Path(store.url.removeprefix("sqlite:///"))
    services.engine().close()
    store.close()
    path.rename(path.with_suffix(".unavailable"))
    path.mkdir()
    try:
        yield
    finally:
        store.close()
        path.rmdir()
        path.with_suffix(".unavailable").rename(path)


def assert_only_the_database_error_is_shown(app: AppTest) -> None:
    """Check that the page shows only one error. The error names the problem and a remedy."""
    assert not app.exception
    assert [error.value for error in app.error] == [
        "The rest of this page is missing, because the run store does not answer: unable to open database file. "
        "Your inputs are kept. Try again in a moment."
    ]
    assert "Try again" in button_labels(app)


def test_unavailable_database_is_an_error_and_all_input_is_kept(app: AppTest) -> None:
    open_train_page(app, **SHORT_RUN)
    with unavailable_database():
        app.number_input(key="seed 1").set_value(7).run()
        assert_only_the_database_error_is_shown(app)
        assert app.query_params["seed"] == "7"
    press_button(app, "Try again")
    assert not app.error
    assert app.number_input(key="seed 1").value == 7


def test_run_and_inputs_are_kept_while_the_database_of_a_run_is_unavailable(app: AppTest) -> None:
    app.run()
    run_id = create_finished_run()
    open_run(app, run_id, **SHORT_RUN)
    with unavailable_database():
        app.run()
        assert_only_the_database_error_is_shown(app)
        assert app.query_params["run"] == run_id
        assert app.query_params["end_step"] == SHORT_RUN["end_step"]
    press_button(app, "Try again")
    assert not app.error
    assert data_of_live_runs(app)[0]["run"] == run_id


def test_key_of_a_control_link_is_kept_while_the_database_is_unavailable(app: AppTest) -> None:
    app.run()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    app.switch_page("run.py")
    with unavailable_database():
        app.query_params["run"] = run_id
        app.query_params["key"] = "a-secret-of-22-letters"
        app.run()
        assert_only_the_database_error_is_shown(app)
        assert "key" not in app.query_params
    press_button(app, "Try again")
    assert {"Pause", "Stop this run"} <= set(button_labels(app))


PAGE_WITH_WAIT = """
import streamlit as st
from pages.components.runs.run_controls import show_wait

show_wait(st.session_state.waiting_run)
"""


def test_text_of_a_waiting_run_returns_with_the_database(app: AppTest) -> None:
    app.run()
    services.engine().close()
    _first, second = (services.run_store().create(short_run()) for _run in range(2))
    page = AppTest.from_string(PAGE_WITH_WAIT, default_timeout=MAX_SECONDS_OF_A_PAGE)
    page.session_state.waiting_run = services.run_store().get(second)
    with unavailable_database():
        page.run()
        assert not page.exception
        assert not page.caption
    assert "1 run waits before this one" in page.run().caption[0].value
