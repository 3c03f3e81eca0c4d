"""Runs exported code without the lab, each time in a new process that has already loaded TensorFlow."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

START_SCRIPTS = """\
import json, os, runpy, sys
import tensorflow, tensorflow_model_optimization, tf_keras

for line in sys.stdin:
    request = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(request["folder"])
        for number, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.argv = request["arguments"]
        sys.path[0] = request["folder"]
        runpy.run_path(sys.argv[0], run_name="__main__")
        sys.stdout.flush()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class ScriptRunner:
    """A process that loads TensorFlow once. It forks a child for each script, so scripts share no state.

    TensorFlow starts its threads with the first operation, so a process that only loaded it may fork.
    """

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", START_SCRIPTS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def run(self, script: Path, *arguments: str) -> dict[str, Any]:
        """Run a script in its own folder; returns the JSON in the last line of its output."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"folder": str(script.parent), "arguments": [str(script), *arguments]}
        print(json.dumps(request), file=self._process.stdin, flush=True)
        status = self._process.stdout.readline().strip()
        assert status == "0", (script.parent / "stderr").read_text("utf-8")
        output = (script.parent / "stdout").read_text("utf-8")
        results: dict[str, Any] = json.loads(output.splitlines()[-1])
        return results
