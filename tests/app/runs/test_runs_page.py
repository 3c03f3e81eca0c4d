"""The page with all runs: its first rows come with it, and Python checks each message of the browser."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pages.components.runs_table.messages import MAX_RUNS, Answer, change_runs
from tests.app.runs.run_pages import create_finished_run, open_page
from tests.app.test_unavailable_database import unavailable_database
from tests.examples import FINISHED, short_run, started_event, step

KEY = "a-secret-of-22-letters"


def table_data(app: AppTest) -> dict[str, Any]:
    """The data that the page sends to the list of runs."""
    elements = (json.loads(each.proto.json) for each in app.get("bidi_component"))
    return next(data for data in elements if "changes" in data)


def open_runs(app: AppTest, **parameters: str) -> dict[str, Any]:
    """Open the page by a link. Return the data of the list."""
    open_page(app, "runs.py", parameters)
    assert not app.exception
    return table_data(app)


def create_own_run() -> str:
    """Create a finished run that `KEY` controls."""
    store = services.run_store()
    run_id = store.create(short_run(), key=KEY)
    store.claim(run_id, "worker")
    store.append(run_id, "worker", [started_event(), step(1), FINISHED])
    return run_id


def test_first_rows_of_the_filter_in_the_address_come_with_the_page(app: AppTest) -> None:
    app.run()
    run_id, dense_id = create_finished_run(), create_finished_run(dense=True)
    assert [row["id"] for row in open_runs(app)["first"]["part"]["rows"]] == [dense_id, run_id]
    first = open_runs(app, kind="dense", columns="run,loss")["first"]
    assert first["parameters"] == {"kind": "dense"}
    (row,) = first["part"]["rows"]
    assert (row["id"], row["state"], row["accuracy"]) == (dense_id, "finished", 0.9375)
    assert (row["title"], row["steps"], row["sparsity"]) == ("Dense baseline", 13, 0.0)
    assert app.query_params["kind"] == "dense"
    assert app.query_params["columns"] == "run,loss"
    assert not app.warning, "parameters of the list are no parameters of a schedule"


@pytest.mark.parametrize("parameters", [{"state": "flying"}, {"find": "x" * 300}, {"mine": "yes"}])
def test_invalid_address_and_own_runs_are_left_to_the_browser(
    app: AppTest, parameters: dict[str, str]
) -> None:
    assert open_runs(app, **parameters)["first"] is None
    for name, text in parameters.items():
        assert app.query_params[name] == text, "nothing that the visitor has typed is lost"


def test_page_works_while_the_database_does_not(app: AppTest) -> None:
    open_runs(app, find="lr")
    with unavailable_database():
        app.run()
        assert not app.exception
        assert table_data(app)["first"] is None
        answer = change_runs({"any": KEY}, {"type": "delete"})
        assert "does not answer" in answer.problems[0]
    assert app.query_params["find"] == "lr"


def test_one_request_changes_the_runs_of_its_keys_and_names_the_others(app: AppTest) -> None:
    app.run()
    own_id, foreign_id = create_own_run(), create_finished_run()
    store = services.run_store()
    keys = {own_id: KEY, foreign_id: KEY, "nope": KEY}
    answer = change_runs(keys, {"type": "add tag", "tag": "Slow"})
    assert answer.done == (own_id,)
    assert len(answer.problems) == 2
    assert foreign_id in answer.problems[0]
    assert store.get(own_id).tags == ("Slow",)
    change_runs({own_id: KEY}, {"type": "remove tag", "tag": " slow "})
    edit = {"type": "edit", "name": "n", "tags": ["a"], "notes": ""}
    assert change_runs({own_id: KEY}, edit) == Answer(done=(own_id,))
    assert (store.get(own_id).name, store.get(own_id).tags) == ("n", ("a",))
    assert change_runs({own_id: KEY}, {"type": "delete"}).done == (own_id,)
    assert store.is_deleted(own_id)
    assert change_runs({own_id: KEY}, {"type": "restore"}).done == (own_id,)
    assert store.get(own_id).name == "n"


@pytest.mark.parametrize(
    "request_of_browser",
    [
        {},
        {"type": "explode"},
        {"type": "edit", "name": 7, "tags": [], "notes": ""},
        {"type": "edit", "name": "a\u202eb", "tags": [], "notes": ""},
        {"type": "add tag", "tag": "x" * 100},
    ],
    ids=["empty", "unknown", "number", "direction", "long"],
)
def test_invalid_request_changes_nothing_and_gets_a_sentence(
    app: AppTest, request_of_browser: dict[str, object]
) -> None:
    app.run()
    own_id = create_own_run()
    answer = change_runs({own_id: KEY}, request_of_browser)
    assert answer.done == ()
    assert len(answer.problems) == 1
    assert answer.problems[0].endswith(".")
    assert services.run_store().get(own_id).tags == ()


def test_invalid_keys_and_too_many_runs_are_no_error_of_the_page(app: AppTest) -> None:
    app.run()
    own_id = create_own_run()
    for key in (None, 7, "\ud800" * 20, "short", [KEY]):
        assert change_runs({own_id: key}, {"type": "delete"}).done == ()
    many = change_runs({f"run {index}": KEY for index in range(99)}, {"type": "delete"})
    assert len(many.problems) == MAX_RUNS
