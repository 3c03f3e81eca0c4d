"""Measures a server with 200 viewers of one run: its load, the delay of each event, and a restart."""

import asyncio
import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from benchmarks.report import print_line
from benchmarks.streamed_run import example_config
from pruning_core.engine.embedded_cluster import start_cluster
from pruning_core.store.store import RunStore
from tests.server import Server, free_port, start_server

VIEWERS = 200
SECONDS_TO_MEASURE = 15.0
SECONDS_TO_TRY_AGAIN = 0.5
SECONDS_TO_WAIT = 240


@dataclass(slots=True)
class Viewer:
    """A client of the event stream. It reconnects with the number of the last event that it received."""

    numbers: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    has_ended: bool = False

    async def watch(self, port: int, run_id: str) -> None:
        """Receive all events of the run, reconnecting as often as necessary."""
        while not self.has_ended:
            try:
                await self._connect(port, run_id)
            except (OSError, EOFError):
                await asyncio.sleep(SECONDS_TO_TRY_AGAIN)

    async def _connect(self, port: int, run_id: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        last_number = self.numbers[-1] if self.numbers else 0
        head = f"GET /lab/runs/{run_id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: {last_number}\r\n\r\n"
        writer.write(head.encode())
        try:
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    self.numbers.append(int(line[4:]))
                elif line.startswith(b'data: {"at"'):
                    message = json.loads(line[6:])
                    self.delays.append(time.time() - message["at"])
                    self.has_ended = message["event"]["kind"] == "run_finished"
        finally:
            writer.close()


def main() -> None:
    """Print the load of the server, the delays, and whether each log is complete after a restart."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, port = Path(folder), free_port()
        cluster = start_cluster(1, data_dir / "engine.log")
        try:
            asyncio.run(train_with_viewers(data_dir, port, cluster.address))
        finally:
            cluster.close()


async def train_with_viewers(data_dir: Path, port: int, cluster: str) -> None:
    """Train one run with all viewers, and restart the server during the run."""
    viewers = [Viewer() for _ in range(VIEWERS)]
    store = RunStore(f"sqlite:///{data_dir}/runs.db")
    async with asyncio.timeout(SECONDS_TO_WAIT):
        with start_server(data_dir, port=port, PRUNELAB_DASK_SCHEDULER=cluster) as server:
            run_id = store.create(example_config())
            tasks = [asyncio.create_task(viewer.watch(port, run_id)) for viewer in viewers]
            while store.get(run_id).last_step < 1:
                await asyncio.sleep(0.1)
            await asyncio.sleep(2)
            await measure(server, viewers)
        print_line("  the server is restarted")
        with start_server(data_dir, port=port, PRUNELAB_DASK_SCHEDULER=cluster):
            await asyncio.gather(*tasks)
    stored_numbers = [event.number for event in store.events_after(run_id, 0, limit=10**6)]
    complete = sum(viewer.numbers == stored_numbers for viewer in viewers)
    print_line(
        f"{complete} of {VIEWERS} viewers have received each of {len(stored_numbers)} events once, in order"
    )
    store.close()


async def measure(server: Server, viewers: list[Viewer]) -> None:
    """Print the load of the server and the delays, measured for some seconds."""
    for viewer in viewers:
        viewer.delays.clear()
    process = psutil.Process(server.process.pid)
    before, started_at = process.cpu_times(), time.monotonic()
    await asyncio.sleep(SECONDS_TO_MEASURE)
    after, seconds = process.cpu_times(), time.monotonic() - started_at
    cpu = (after.user + after.system - before.user - before.system) / seconds
    delays = np.concatenate([viewer.delays for viewer in viewers])
    print_line(f"web process with {VIEWERS} viewers: {cpu:.0%} of a core (target under 20 %)")
    print_line(
        f"delay from the store to a viewer, {delays.size:,} events: p50 {np.percentile(delays, 50):.2f} s, "
        f"p95 {np.percentile(delays, 95):.2f} s (target 0.5 s)"
    )
