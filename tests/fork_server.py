"""Starts programs of tests as forks of a process that has loaded TensorFlow, because loading takes four seconds."""

import contextlib
import io
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
MAX_BYTES = 65_536


@dataclass(kw_only=True, slots=True)
class ForkedProcess:
    """A process that the fork server has started. It has the methods of `subprocess.Popen` that tests use.

    Attributes:
        pid: The process id.
        connection: The socket that receives the exit status.
        returncode: The exit status, after `poll` or `wait` has read it.
    """

    pid: int
    connection: socket.socket
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status; None while the process runs."""
        if self.returncode is None and select.select([self.connection], [], [], 0)[0]:
            self.returncode = int(self.connection.recv(MAX_BYTES))
            self.connection.close()
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait until the process ends. Return its exit status.

        Raises:
            subprocess.TimeoutExpired: If the process still runs after `timeout` seconds.
        """
        if self.returncode is None:
            select.select([self.connection], [], [], timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired(f"forked process {self.pid}", timeout)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the process if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)


class ForkServer:
    """A fork of this process that forks again for each program, so programs share no state.

    Create it before this process computes with TensorFlow: TensorFlow starts its threads with the first
    operation, and a process with these threads cannot be forked. A process that has only loaded it can.
    """

    def __init__(self) -> None:
        self._requests, requests = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pid = fork()
        if self._pid == 0:
            serve(requests)
        requests.close()

    def start(self, code: str, *arguments: str) -> ForkedProcess:
        """Start a program in the project's folder, with the environment of this process.

        Args:
            code: The code of the program, as for `python -c`.
            *arguments: The arguments of the program.
        """
        connection, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        request = {"code": code, "arguments": arguments, "environment": dict(os.environ)}
        socket.send_fds(self._requests, [json.dumps(request).encode()], [other_end.fileno()])
        other_end.close()
        return ForkedProcess(pid=int(connection.recv(MAX_BYTES)), connection=connection)

    def close(self) -> None:
        """End the server. The programs that it has started continue."""
        self._requests.close()
        os.waitpid(self._pid, 0)


def fork() -> int:
    """`os.fork` without the warning that Python has since 3.12: the only other thread is pytest-xdist's reader."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def serve(requests: socket.socket) -> NoReturn:
    """Start programs until the process that sends requests has ended."""
    leave_pytest(requests.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the children of this process need no parent
    while True:
        message, descriptors, _flags, _address = socket.recv_fds(requests, MAX_BYTES, 1)
        if not message:
            os._exit(0)
        load_tensorflow()
        if os.fork() == 0:
            requests.close()
            start_and_wait(json.loads(message), socket.socket(fileno=descriptors[0]))
        os.close(descriptors[0])


def leave_pytest(descriptor: int) -> None:
    """Close all files of pytest but one, and let warnings be warnings.

    Loggers forget their files too: otherwise they would write into sockets that later have the same numbers.
    """
    for name in [None, *logging.root.manager.loggerDict]:
        logging.getLogger(name).handlers.clear()
    null = os.open(os.devnull, os.O_RDWR)
    for standard_descriptor in range(3):
        os.dup2(null, standard_descriptor)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False))
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False))
    warnings.resetwarnings()


def load_tensorflow() -> None:
    """Load the libraries of a training. If the tests have loaded them before, this takes no time."""
    import_module("tf_keras")
    import_module("tensorflow_model_optimization")


def start_and_wait(request: dict[str, Any], connection: socket.socket) -> NoReturn:
    """Start a program. Send its process id, and after its end its exit status.

    If the process of the tests ends first, the program is killed.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        connection.close()
        run_program(**request)
    connection.send(str(pid).encode())
    end_of_program = os.pidfd_open(pid)
    if end_of_program not in select.select([end_of_program, connection.fileno()], [], [])[0]:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with contextlib.suppress(BrokenPipeError):
        connection.send(str(status).encode())
    os._exit(0)


def run_program(code: str, arguments: list[str], environment: dict[str, str]) -> NoReturn:
    """Run a program as `python -c` does, and end the process."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # Python reads TMPDIR again
    sys.argv = ["-c", *arguments]
    status = 1
    try:
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 (the test's own code)
        status = 0
    finally:
        os._exit(status)
