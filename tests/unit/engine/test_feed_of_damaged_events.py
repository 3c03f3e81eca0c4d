"""The feed checks every event. Viewers get a sentence instead of a damaged event."""

import asyncio
import json
import re
import sqlite3
from typing import Any

import pytest

from pruning_core.engine.feed import Feed
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import DriftMeasured, RunStopped
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, started_event, step

SECONDS_TO_WAIT = 20
DAMAGED_BODIES = {
    "not JSON": "no JSON",
    "a list": "[1]",
    "of another version": '{"kind": "from_the_future"}',
    "a name that every object has": '{"kind": "toString"}',
    "a text instead of a number": '{"kind": "step_measured", "step": 2, "loss": "x", "accuracy": 0.5, '
    '"scheduled_sparsity": null}',
    "of another run": '{"kind": "drift_measured", "step": 2, "drift": [0.5]}',
}


def received_events(
    store: RunStore, run_id: str, *, until: int | None = None
) -> list[dict[str, Any]]:
    """The events that a viewer gets, up to the number `until` or to the end of the stream."""

    async def scenario() -> bytes:
        feed, chunks = Feed(store), b""
        async with asyncio.timeout(SECONDS_TO_WAIT):
            async for chunk in feed.stream(run_id, 0):
                chunks += chunk
                if until is not None and f"id: {until}\n".encode() in chunks:
                    break
        await feed.close()
        return chunks

    messages = re.findall(rb"^id: (\d+)\ndata: (.*)$", asyncio.run(scenario()), re.MULTILINE)
    assert [int(number) for number, _data in messages] == list(range(1, len(messages) + 1))
    return [json.loads(data)["event"] for _number, data in messages]


def overwrite_event(store: RunStore, number: int, body: str) -> None:
    """Overwrite a stored event. The lab itself never does this."""
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE events SET body = ? WHERE number = ?", (body, number))
    database.close()


@pytest.mark.parametrize("body", DAMAGED_BODIES.values(), ids=DAMAGED_BODIES)
def test_damaged_event_is_replaced_and_the_others_are_sent(
    store: RunStore, config: RunConfig, body: str
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), step(2), step(3), RunStopped(step=3)])
    overwrite_event(store, 2, body)
    events = received_events(store, run_id)
    assert [event["kind"] for event in events] == [
        "run_started",
        "unreadable",
        "step_measured",
        "run_stopped",
    ]
    assert events[1]["number"] == 2
    assert "must" in events[1]["error"]


def test_stream_ends_with_its_run_even_if_the_last_event_is_damaged(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [step(1), RunStopped(step=1)])
    overwrite_event(store, 2, '{"kind": "run_stopped", "step": "x"}')
    assert [event["kind"] for event in received_events(store, run_id)] == [
        "step_measured",
        "unreadable",
    ]


def test_event_with_line_breaks_between_its_values_is_one_message(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [step(1), RunStopped(step=1)])
    overwrite_event(store, 2, '{"kind": "run_stopped",\n\n"step":\r\n1}')
    assert received_events(store, run_id)[1] == {"kind": "run_stopped", "step": 1}


def test_log_that_needs_several_reads_is_sent_completely(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    steps = [step(number) for number in range(1, 4_500)]
    store.append(run_id, "worker", [*steps, DriftMeasured(step=4_499, drift=(None,) * 4)])
    store.append(run_id, "worker", [RunStopped(step=4_499)])
    events = received_events(store, run_id)
    assert len(events) == 4_501
    assert not [event for event in events if event["kind"] == "unreadable"]
