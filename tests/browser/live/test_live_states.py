"""The live element shows whether a run waits, is paused, or cannot continue."""

from playwright.sync_api import Page, expect

from pruning_core.runs.pause import PauseReason
from pruning_core.runs.states import RunState
from tests.browser.live.live import open_store
from tests.examples import create_and_claim, short_run
from tests.faults.served_runs import start_long_run
from tests.server import Server


def test_text_of_a_waiting_run_changes_with_the_queue(page: Page, server: Server) -> None:
    with open_store(server) as store:
        first = start_long_run(store)
        second, third = store.create(short_run()), store.create(short_run())
        page.goto(f"/run?run={third}")
        text = page.get_by_text("1 run waits before this one")
        expect(text).to_be_visible()
        store.request_pause(second)
        expect(text).to_have_count(0)
        assert store.get(third).state is RunState.QUEUED
        for run_id in (third, second, first):
            store.request_stop(run_id)


def test_paused_run_is_called_paused_and_has_no_warning_about_silence(
    page: Page, server: Server
) -> None:
    with open_store(server) as store:
        run_id = store.create(short_run(seed=5))
        store.request_pause(run_id)
    page.goto(f"/run?run={run_id}")
    expect(page.locator(".live-run-state")).to_have_text("Paused")
    expect(page.locator(".live-run-message")).to_be_hidden()


def test_reason_is_shown_if_a_run_cannot_continue(page: Page, server: Server) -> None:
    with open_store(server) as store:
        run_id = create_and_claim(store, short_run(seed=7))
        damaged_data = PauseReason(
            reason="dataset_unusable", parameters={"text": "mnist.npz is damaged"}
        )
        store.release(run_id, "worker", pause_reason=damaged_data)
    page.goto(f"/run?run={run_id}")
    expect(page.locator(".live-run-state")).to_have_text("Paused")
    expect(page.locator(".live-run-message")).to_have_text(
        "mnist.npz is damaged. Resume the run when this is corrected."
    )
