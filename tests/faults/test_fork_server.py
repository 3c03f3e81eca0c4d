"""A program of the fork server runs as a new process would, and ends with the process of the tests."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.fork_server import ForkServer, fork

SECONDS_TO_WAIT = 120
SLEEP = "import time; time.sleep(3600)"


def test_program_has_its_arguments_the_environment_and_the_loaded_libraries(
    processes: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRUNELAB_DATA_DIR", "elsewhere")
    code = (
        "import os, sys\n"
        "was_loaded = 'tf_keras' in sys.modules\n"
        "text = f\"{sys.argv[1:]} {os.environ['PRUNELAB_DATA_DIR']} {was_loaded}\"\n"
        "open(sys.argv[1], 'w').write(text)\n"
    )
    file = tmp_path / "text"
    assert processes.start(code, str(file)).wait(SECONDS_TO_WAIT) == 0
    assert file.read_text() == f"{[str(file)]} elsewhere True"


def test_exit_status_of_a_program_is_the_status_of_its_process(processes: ForkServer) -> None:
    assert processes.start("raise ValueError").wait(SECONDS_TO_WAIT) == 1
    assert processes.start("import os; os._exit(3)").wait(SECONDS_TO_WAIT) == 3


def test_killed_program_has_the_status_of_its_signal(processes: ForkServer) -> None:
    process = processes.start(SLEEP)
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.1)
    process.send_signal(signal.SIGKILL)
    assert process.wait(SECONDS_TO_WAIT) == -signal.SIGKILL


def test_program_ends_if_the_process_of_the_tests_is_killed() -> None:
    reader, writer = os.pipe()
    test_process = fork()
    if test_process == 0:
        program = ForkServer().start(SLEEP)
        os.write(writer, str(program.pid).encode())
        signal.pause()
    program = psutil.Process(int(os.read(reader, 20)))
    os.kill(test_process, signal.SIGKILL)
    os.waitpid(test_process, 0)
    program.wait(SECONDS_TO_WAIT)
    os.close(reader)
    os.close(writer)
