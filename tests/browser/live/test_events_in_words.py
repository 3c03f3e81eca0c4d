"""The live element shows a sentence for each code in an event, and gives the number of a damaged event."""

import sqlite3

import pytest
from playwright.sync_api import Page, expect

from pruning_core.runs.events.kinds import PhaseStarted, RunEvent, RunFailed, RunStopped
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, short_run, started_event, step
from tests.server import Server


def create_run_with_events(server: Server, events: list[RunEvent]) -> str:
    """Create a run with these events. Return its id. No worker trains it."""
    store = RunStore(f"sqlite:///{server.log_file.parent}/runs.db")
    run_id = create_and_claim(store, short_run())
    store.append(run_id, "worker", events)
    store.close()
    return run_id


@pytest.mark.parametrize(
    ("phase", "message"),
    [
        ("building_network", "Building the network"),
        ("loading the data", "Loading the data"),  # the text of an older version
        ("toString", "ToString"),
    ],
)
def test_phase_is_shown_as_a_sentence(page: Page, server: Server, phase: str, message: str) -> None:
    page.goto(f"/run?run={create_run_with_events(server, [PhaseStarted(phase=phase)])}")
    expect(page.locator(".live-run-state")).to_have_text(message)


@pytest.mark.parametrize(
    ("end", "message"),
    [
        (
            RunStopped(step=1, reason="out_of_time"),
            "The run has reached the time limit of this server",
        ),
        (
            RunFailed(step=1, reason="exception", parameters={"type": "OSError", "text": "disk"}),
            "The training failed with OSError: disk",
        ),
        (RunFailed(step=1, message="words of an older version"), "words of an older version"),
    ],
)
def test_reason_is_shown_as_a_sentence(
    page: Page, server: Server, end: RunStopped | RunFailed, message: str
) -> None:
    page.goto(f"/run?run={create_run_with_events(server, [started_event(), step(1), end])}")
    expect(page.locator(".live-run-message")).to_contain_text(message)


def test_number_of_a_damaged_event_is_shown_and_the_chart_shows_the_other_events(
    page: Page, server: Server
) -> None:
    run_id = create_run_with_events(
        server, [started_event(), *map(step, range(1, 6)), RunStopped(step=5)]
    )
    with sqlite3.connect(server.log_file.parent / "runs.db") as connection:
        connection.execute(
            "UPDATE events SET body = replace(body, '2.3', '\"x\"') WHERE run_id = ? AND number = 3",
            (run_id,),
        )
    connection.close()
    page.goto(f"/run?run={run_id}")
    expect(page.locator(".live-run-message")).to_contain_text(
        "Event 3 of this run cannot be read and is left out: step_measured: loss must be a finite "
        "number, got 'x'"
    )
    js_expression = "document.querySelector('.live-run-plot').data[0].x"
    page.wait_for_function(
        f"document.querySelector('.live-run-plot').data && {js_expression}.length === 4"
    )
    assert page.evaluate(f"[...{js_expression}]") == [1, 3, 4, 5]
