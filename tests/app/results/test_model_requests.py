"""A run that stores only its weights has a button that requests its model files. No worker runs here."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.errors import RunStoreError
from pruning_core.results.model_results import H5
from pruning_core.results.results import artifacts_folder
from tests.app.results.test_results import (
    SECTIONS,
    captions_of,
    create_finished_run,
    example_results,
    open_page_of_run,
)
from tests.app.runs.run_pages import button_labels
from tests.examples import short_run

MAKE = "Make the model files"


@pytest.fixture
def run_id() -> str:
    """A finished run without measurements, whose weights are stored."""
    services.engine().close()
    run_id = create_finished_run(short_run(), None)
    folder = artifacts_folder(services.settings().data_dir, run_id)
    folder.mkdir(parents=True)
    (folder / H5).write_bytes(b"weights")
    return run_id


def press(app: AppTest) -> None:
    next(button for button in app.button if button.label == MAKE).click().run()
    assert not app.exception


def test_request_is_stored_and_the_files_appear_when_they_are_made(
    app: AppTest, run_id: str
) -> None:
    open_page_of_run(app, run_id)
    assert "stores only its weights" in captions_of(app)
    press(app)
    assert services.run_store().runs_with_requested_files() == [run_id]
    assert "A worker makes the model files" in captions_of(app)
    assert MAKE not in button_labels(app)
    services.run_store().end_model_request(run_id, example_results().without_answers)
    app.run()
    assert set(SECTIONS) <= {section.label for section in app.expander}
    assert not app.error


def test_failed_request_is_named_and_can_be_repeated(app: AppTest, run_id: str) -> None:
    open_page_of_run(app, run_id)
    assert not app.error
    press(app)
    services.run_store().end_model_request(run_id, None)
    app.run()
    assert "could not be made" in app.error[0].value
    press(app)
    assert services.run_store().runs_with_requested_files() == [run_id]


def test_run_that_does_not_exist_any_more_is_named(
    app: AppTest, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page_of_run(app, run_id)

    def refuse(store: object, run_id: str) -> None:
        raise RunStoreError("the run was removed")

    monkeypatch.setattr(type(services.run_store()), "request_model_files", refuse)
    press(app)
    assert any("the run was removed" in error.value for error in app.error)
