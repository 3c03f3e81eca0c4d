"""The route sends the comparison of any runs, with the curves that the browser does not have yet."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response

from pages.components import services
from pages.components.comparison.routes import send_curves
from tests.app.comparison.compare_pages import store_runs
from tests.app.test_unavailable_database import unavailable_database
from tests.compared_runs import PLAN, config_of
from tests.run_logs import finished_log

OK, NOT_FOUND, UNAVAILABLE = 200, 404, 503


def request_curves(**query: str) -> Response:
    """The answer of the route."""
    scope = {
        "type": "http",
        "method": "GET",
        "headers": [],
        "query_string": urlencode(query).encode(),
    }
    return asyncio.run(send_curves(Request(scope)))


def answer_to(**query: str) -> dict[str, Any]:
    """The answer of the route as JSON."""
    response = request_curves(**query)
    assert response.status_code == OK
    assert response.headers["cache-control"] == "no-store"
    answer: dict[str, Any] = json.loads(bytes(response.body))
    return answer


def test_curves_have_every_step_and_their_version_is_the_last_event() -> None:
    ids = store_runs(0, 1)
    answer = answer_to(runs=",".join(ids))
    assert [run["id"] for run in answer["comparison"]["runs"]] == ids
    for run_id, curves in zip(ids, answer["curves"], strict=True):
        assert curves["steps"]["step"] == list(range(1, PLAN.total_steps + 1))
        assert curves["version"] == services.run_store().events_after(run_id, 0)[-1].number
        assert curves["unreadable"] == 0


def test_only_curves_with_new_events_are_sent() -> None:
    (finished,) = store_runs(0)
    store = services.run_store()
    growing = store.create(config_of(seed=5))
    store.claim(growing, "worker")
    runs = f"{finished},0000,{growing}"
    first = answer_to(runs=runs)
    versions = [curves["version"] for curves in first["curves"]]
    have = f"{versions[0]},-1,{versions[1]}"
    assert answer_to(runs=runs, have=have)["curves"] == [None, None]
    store.append(growing, "worker", finished_log(config_of(seed=5)))
    second = answer_to(runs=runs, have=have)
    assert second["curves"][0] is None
    assert second["curves"][1]["steps"]["step"][-1] == PLAN.total_steps
    assert second["comparison"]["runs"][1]["ended"]
    assert any("0000" in note for note in second["comparison"]["notes"])


@pytest.mark.parametrize("have", ["", "x", "-1,-1,-1", "9" * 400, "1," * 5_000, "٣"])
def test_invalid_versions_are_ignored(have: str) -> None:
    (run_id,) = store_runs(0)
    (curves,) = answer_to(runs=run_id, have=have)["curves"]
    assert curves is None or curves["steps"]


@pytest.mark.parametrize("runs", ["", "0000", "'; DROP TABLE runs; --", "\x00", "a" * 5_000])
def test_runs_that_are_not_here_are_not_found(runs: str) -> None:
    assert request_curves(runs=runs).status_code == NOT_FOUND


def test_unavailable_database_is_reported() -> None:
    ids = store_runs(0, 1)
    with unavailable_database():
        assert request_curves(runs=",".join(ids)).status_code == UNAVAILABLE
