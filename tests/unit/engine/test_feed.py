"""The feed: every viewer gets every event once and in order, even a viewer that starts late or reconnects."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pruning_core.engine import feed as feed_module
from pruning_core.engine.feed import Feed
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import PhaseStarted, RunStopped
from pruning_core.runs.pause import PauseReason
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, started_event, step

SECONDS_TO_WAIT = 20
DAMAGED = PauseReason(reason="dataset_unusable", parameters={"text": "mnist.npz is damaged"})


async def read_ids(stream: AsyncIterator[bytes], *, until: int | None = None) -> list[int]:
    """The ids of the messages of a stream, up to the id `until` or to the end."""
    ids: list[int] = []
    async with asyncio.timeout(SECONDS_TO_WAIT):
        async for chunk in stream:
            ids += [int(text) for text in re.findall(rb"^id: (\d+)$", chunk, re.MULTILINE)]
            if until is not None and ids and ids[-1] >= until:
                break
    return ids


def test_every_viewer_gets_all_events_in_order(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)

    async def scenario() -> list[list[int]]:
        feed = Feed(store)
        viewers = [asyncio.create_task(read_ids(feed.stream(run_id, 0))) for _ in range(20)]
        for number in range(1, 6):
            store.append(run_id, "worker", [step(number), step(number)])
            await asyncio.sleep(0.1)
        late_viewer = asyncio.create_task(read_ids(feed.stream(run_id, 0)))
        store.append(run_id, "worker", [RunStopped(step=5)])
        ids = await asyncio.gather(*viewers, late_viewer)
        await feed.close()
        return ids

    assert asyncio.run(scenario()) == [list(range(1, 12))] * 21


def test_run_that_starts_is_read_more_often(
    store: RunStore, config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [PhaseStarted(phase="loading_data")])

    async def scenario() -> list[int]:
        feed = Feed(store)
        viewer = feed.stream(run_id, 0)
        await read_ids(viewer, until=1)
        monkeypatch.setattr(feed_module, "SECONDS_BETWEEN_POLLS", 3600.0)
        await asyncio.sleep(0.3)
        store.append(run_id, "worker", [started_event(), step(1)])
        ids = await read_ids(feed.stream(run_id, 1), until=3)
        await feed.close()
        return ids

    assert asyncio.run(scenario()) == [2, 3]


def test_viewer_that_reconnects_gets_the_remaining_events(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [started_event(), *map(step, range(1, 5))])

    async def scenario() -> tuple[list[int], list[int]]:
        feed = Feed(store)
        first = await read_ids(feed.stream(run_id, 0), until=5)
        store.append(run_id, "worker", [step(5), RunStopped(step=5)])
        second = await read_ids(feed.stream(run_id, first[-1]))
        await feed.close()
        return first, second

    assert asyncio.run(scenario()) == ([1, 2, 3, 4, 5], [6, 7])


def test_closing_the_feed_ends_open_streams(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)

    async def scenario() -> list[int]:
        feed = Feed(store)
        viewer = asyncio.create_task(read_ids(feed.stream(run_id, 0)))
        await asyncio.sleep(0.5)
        assert not viewer.done()
        await feed.close()
        return await viewer

    assert asyncio.run(scenario()) == []


def test_unreadable_run_ends_its_own_streams_and_no_others(
    store: RunStore, config: RunConfig
) -> None:
    unreadable_run, readable_run = create_and_claim(store, config), create_and_claim(store, config)
    store.append(unreadable_run, "worker", [step(1)])
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE runs SET config = '{}' WHERE id = ?", (unreadable_run,))
    database.close()
    store.append(readable_run, "worker", [step(1), RunStopped(step=1)])

    async def scenario() -> tuple[list[int], list[int]]:
        feed = Feed(store)
        first = await read_ids(feed.stream(unreadable_run, 0))
        second = await read_ids(feed.stream(readable_run, 0))
        await feed.close()
        return first, second

    assert asyncio.run(scenario())[1] == [1, 2]


def test_message_is_json_that_contains_the_event(store: RunStore, config: RunConfig) -> None:
    run_id = create_and_claim(store, config)
    store.append(run_id, "worker", [RunStopped(step=3)])

    async def scenario() -> bytes:
        feed = Feed(store)
        chunks = [chunk async for chunk in feed.stream(run_id, 0)]
        await feed.close()
        return b"".join(chunks)

    fields = dict(
        line.split(": ", 1) for line in asyncio.run(scenario()).decode().splitlines() if line
    )
    assert fields["id"] == "1"
    assert json.loads(fields["data"])["event"]["kind"] == "run_stopped"


def test_viewers_get_the_state_of_the_run_and_the_notices_of_the_server(
    store: RunStore, config: RunConfig
) -> None:
    run_id = create_and_claim(store, config)
    notices = [""]

    async def scenario() -> list[dict[str, Any]]:
        feed = Feed(store, lambda: notices[0])
        statuses: list[dict[str, Any]] = []
        async with asyncio.timeout(SECONDS_TO_WAIT):
            async for chunk in feed.stream(run_id, 0):
                statuses += [
                    json.loads(data)
                    for data in re.findall(rb"^event: status\ndata: (.*)$", chunk, re.MULTILINE)
                ]
                if len(statuses) == 1:
                    notices[0] = "no room"
                elif len(statuses) == 2:
                    store.request_pause(run_id)
                    store.release(run_id, "worker")
                elif len(statuses) == 3:
                    store.request_resume(run_id)
                    store.claim(run_id, "next worker")
                    store.release(run_id, "next worker", pause_reason=DAMAGED)
                if statuses and "pause" in statuses[-1]:
                    break
        await feed.close()
        return statuses

    statuses = asyncio.run(scenario())
    assert statuses[:3] == [
        {"state": "running", "notice": ""},
        {"state": "running", "notice": "no room"},
        {"state": "paused", "notice": "no room"},
    ]
    assert statuses[-1] == {
        "state": "paused",
        "notice": "no room",
        "pause": {"message": "", "reason": DAMAGED.reason, "parameters": DAMAGED.parameters},
    }
