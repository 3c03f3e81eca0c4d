"""Processes that open a store and die, or open it together; run as a script of its own.

`python -m tests.contract.store.opening kill FOLDER WORK` opens copies of the store in FOLDER and
kills the process that opens the first one before its first change, the second one before its
second, and so on, until one process lives to the end. It prints how many were killed.
`... together N URL...` opens each store from N processes at the same moment, and prints how many failed.
"""

import os
import shutil
import signal
import sys
import traceback
from itertools import count
from pathlib import Path

import sqlalchemy as sql

from pruning_core.store.store import RunStore


def main(task: str, *arguments: str) -> None:
    """Do one of the two tasks."""
    if task == "kill":
        print(killed_before_each_change(Path(arguments[0]), Path(arguments[1])))  # noqa: T201
    else:
        processes, *urls = arguments
        print(sum(failures_of_opening_together(url, int(processes)) for url in urls))  # noqa: T201


def killed_before_each_change(original: Path, work: Path) -> int:
    """How many processes were killed, each in a copy of the store that it leaves in `work`."""
    for number in count():
        copy = work / f"{number:03d}"
        copy.mkdir(parents=True)
        shutil.copy(original / "runs.db", copy)
        child = os.fork()
        if not child:
            die_before_change(number)
            RunStore(f"sqlite:///{copy}/runs.db").close()
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            return number
    raise AssertionError


def die_before_change(number: int) -> None:
    """Have this process killed before its change `number` to the database; a commit is one too."""
    changes = count()

    def die_in_time() -> None:
        if next(changes) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_statement(
        _connection: object, _cursor: object, statement: str, *_more: object
    ) -> None:
        if not statement.lstrip().startswith(("SELECT", "PRAGMA")):
            die_in_time()

    sql.event.listen(sql.Engine, "before_cursor_execute", before_statement)
    sql.event.listen(sql.Engine, "commit", lambda _connection: die_in_time())


def failures_of_opening_together(url: str, processes: int) -> int:
    """How many of several processes could not open a store that all open at once."""
    start, begin = os.pipe()
    children = []
    for _process in range(processes):
        child = os.fork()
        if not child:
            os.close(begin)
            os.read(start, 1)  # returns when the parent closes the other end
            open_and_exit(url)
        children.append(child)
    os.close(begin)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


def open_and_exit(url: str) -> None:
    """Open a store, read it, and end this process."""
    try:
        store = RunStore(url)
        store.recent()
        store.close()
    except BaseException:  # noqa: BLE001  (a forked process must not go on as its parent)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
