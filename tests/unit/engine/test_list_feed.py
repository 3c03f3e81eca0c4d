"""The feed of the list of runs: every viewer hears of every change, and one task reads the store for all viewers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from pruning_core.engine.list_feed import ListFeed
from pruning_core.errors import StoreBusyError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run_list.row import ListVersion
from pruning_core.store.store import RunStore
from tests.examples import create_and_claim, started_event, step

SECONDS_TO_WAIT = 20


class CountedStore:
    """A store that counts the reads of its version. The first reads may fail."""

    def __init__(self, store: RunStore, failures: int = 0) -> None:
        self.store = store
        self.failures = failures
        self.reads = 0

    def list_version(self) -> ListVersion:
        self.reads += 1
        if self.reads <= self.failures:
            raise StoreBusyError("locked")
        return self.store.list_version()


async def next_version(stream: AsyncIterator[bytes]) -> dict[str, Any]:
    """The next version that a stream sends."""
    async with asyncio.timeout(SECONDS_TO_WAIT):
        async for message in stream:
            if message.startswith(b"data: "):
                values: dict[str, Any] = json.loads(message[6:])
                return values
    raise AssertionError("the stream ended")


def test_every_viewer_hears_of_a_new_run_and_of_its_steps(
    store: RunStore, config: RunConfig
) -> None:
    counted = CountedStore(store)

    async def scenario() -> None:
        feed = ListFeed(counted)
        streams = [feed.stream() for _viewer in range(20)]
        first = await asyncio.gather(*map(next_version, streams))
        assert len({version["version"] for version in first}) == 1
        run_id = create_and_claim(store, config)
        second = await asyncio.gather(*map(next_version, streams))
        assert all(version["version"] != first[0]["version"] for version in second)
        store.append(run_id, "worker", [started_event(), step(3)])
        third = await asyncio.gather(*map(next_version, streams))
        assert [version["steps"] for version in third] == [{run_id: 3}] * 20
        assert counted.reads < 20, "viewers share the reads"
        await feed.close()

    asyncio.run(scenario())


def test_store_is_not_read_without_viewers(store: RunStore) -> None:
    counted = CountedStore(store)

    async def scenario() -> None:
        feed = ListFeed(counted, seconds_between_polls=0.0)
        for _turn in range(20):
            await asyncio.sleep(0)
        assert counted.reads == 0
        stream = feed.stream()
        await next_version(stream)
        await stream.aclose()
        await wait_until(lambda: not feed.has_viewers)
        await asyncio.sleep(0.05)  # a read that had begun may end
        reads = counted.reads
        await asyncio.sleep(0.05)
        assert counted.reads == reads
        await feed.close()

    asyncio.run(scenario())


def test_viewers_hear_of_changes_after_the_database_was_busy(store: RunStore) -> None:
    async def scenario() -> None:
        feed = ListFeed(CountedStore(store, failures=3), seconds_between_polls=0.0)
        assert (await next_version(feed.stream()))["steps"] == {}
        await feed.close()

    asyncio.run(scenario())


def test_streams_end_before_the_server_shuts_down(store: RunStore) -> None:
    async def scenario() -> None:
        feed = ListFeed(store)
        stream = feed.stream()
        await next_version(stream)
        feed.end_streams()
        async with asyncio.timeout(SECONDS_TO_WAIT):
            assert [message async for message in stream] == []
        await feed.close()

    asyncio.run(scenario())


async def wait_until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS_TO_WAIT):
        while not is_true():
            await asyncio.sleep(0.01)
