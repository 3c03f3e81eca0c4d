"""Starts and ends the process of the embedded cluster. The server uses this module."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pruning_core.errors import EngineError

SECONDS_TO_CLOSE = 3.0
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbeddedCluster:
    """The process of an embedded cluster. To end it and its workers, close its standard input."""

    process: subprocess.Popen[str]
    address: str

    def close(self) -> None:
        """End the cluster; kill it if it does not end by itself."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(SECONDS_TO_CLOSE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_cluster(workers: int, log_file: Path) -> EmbeddedCluster:
    """Start an embedded cluster in its own process. Its output goes to the log file.

    Raises:
        EngineError: If the cluster does not start.
    """
    command = [sys.executable, "-m", "pruning_core.engine.cluster", "--workers", str(workers)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("a") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            env=os.environ
            | {"PYTHONPATH": path, "DASK_TEMPORARY_DIRECTORY": str(log_file.parent / "dask")},
            start_new_session=True,  # Ctrl-C must reach only the server, which then closes the cluster
        )
    started_at = time.monotonic()
    address = process.stdout.readline().strip() if process.stdout is not None else ""
    if not address:
        code = process.wait()
        raise EngineError(
            f"the training cluster did not start (exit status {code} after "
            f"{time.monotonic() - started_at:.0f} s); the reason is in {log_file}"
        )
    return EmbeddedCluster(process=process, address=address)
