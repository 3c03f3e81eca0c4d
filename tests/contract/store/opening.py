"""Opens stores in several processes. They are killed in the middle, or all open one store at the same time.

`python -m tests.contract.store.opening kill FOLDER WORK` copies the store in FOLDER and opens each copy
in a separate process. The first process is killed before its first change, the second before its
second change, and so on, until a process is not killed. The script prints the number of killed processes.
`... together N URL...` opens each store from N processes at the same moment, and prints the number of failures.
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
        print(kill_before_each_change(Path(arguments[0]), Path(arguments[1])))  # noqa: T201
    else:
        processes, *urls = arguments
        print(sum(count_failed_openings(url, int(processes)) for url in urls))  # noqa: T201


def kill_before_each_change(original: Path, work_folder: Path) -> int:
    """Open copies of a store in `work`, and kill all processes but the last; returns how many were killed."""
    for number in count():
        copy = work_folder / f"{number:03d}"
        copy.mkdir(parents=True)
        shutil.copy(original / "runs.db", copy)
        child = os.fork()
        if not child:
            kill_before_change(number)
            RunStore(f"sqlite:///{copy}/runs.db").close()
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            return number
    raise AssertionError


def kill_before_change(number: int) -> None:
    """Arrange that this process is killed before its change `number` to the database.

    A commit counts as a change.
    """
    changes = count()

    def kill_if_change_is_reached() -> None:
        if next(changes) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_statement(
        _connection: object, _cursor: object, statement: str, *_more: object
    ) -> None:
        if not statement.lstrip().startswith(("SELECT", "PRAGMA")):
            kill_if_change_is_reached()

    sql.event.listen(sql.Engine, "before_cursor_execute", before_statement)
    sql.event.listen(sql.Engine, "commit", lambda _connection: kill_if_change_is_reached())


def count_failed_openings(url: str, processes: int) -> int:
    """Open a store from several processes at the same moment. Return the number of processes that failed."""
    read_end, write_end = os.pipe()
    children = []
    for _process in range(processes):
        child = os.fork()
        if not child:
            os.close(write_end)
            os.read(read_end, 1)  # returns when the parent closes the other end
            open_and_exit(url)
        children.append(child)
    os.close(write_end)
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
