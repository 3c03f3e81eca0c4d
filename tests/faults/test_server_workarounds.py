"""Streamlit's server still needs each patch, and each patch works.

A test whose name ends in `without_the_patch` fails when Streamlit no longer needs the patch. Then delete
the patch from `server_workarounds.py`.
"""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bare_server import NO_PATCH, bare_server, probed_lab, visit
from tests.server import Server

SECONDS_TO_END = 20
SECONDS_TO_SEE_NO_END = 5
END_STREAMS = "server_workarounds.call_before_shutdown(streams_ended.set)"


@pytest.fixture(scope="module")
def bare_streamlit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bare_server(tmp_path_factory.mktemp("bare")) as server:
        yield server


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with probed_lab(tmp_path_factory.mktemp("lab")) as server:
        yield server


@contextmanager
def open_stream(server: Server) -> Iterator[None]:
    """Open an event stream. The server does not end the stream."""
    with urllib.request.urlopen(f"{server.url}/stream") as stream:
        assert stream.readline() == b"data: open\n"
        yield


def nodelay_options(server: Server) -> list[int]:
    """The value of TCP_NODELAY for each connection of the server."""
    options: list[int] = json.loads(server.get("/connections"))
    assert options
    return options


@pytest.mark.soak
def test_server_delays_small_answers_without_the_patch(bare_streamlit: Server) -> None:
    assert set(nodelay_options(bare_streamlit)) == {0}


def test_server_of_the_lab_sends_small_answers_without_delay(lab: Server) -> None:
    assert 0 not in nodelay_options(lab)


@pytest.mark.soak
def test_server_with_an_open_stream_does_not_end_without_the_patch(tmp_path: Path) -> None:
    with bare_server(tmp_path, patch=NO_PATCH) as server, open_stream(server):
        server.process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(SECONDS_TO_SEE_NO_END)


def test_server_with_an_open_stream_ends_with_the_patch(tmp_path: Path) -> None:
    with bare_server(tmp_path, patch=END_STREAMS) as server, open_stream(server):
        server.process.terminate()
        server.process.wait(SECONDS_TO_END)


@pytest.mark.soak
def test_streamlit_runs_a_full_garbage_collection_after_each_script_without_the_patch(
    bare_streamlit: Server,
) -> None:
    before = int(bare_streamlit.get("/full_collections"))
    visit(bare_streamlit)
    deadline = time.monotonic() + SECONDS_TO_END
    while int(bare_streamlit.get("/full_collections")) == before:
        assert time.monotonic() < deadline, "Streamlit should collect garbage after a script"
        time.sleep(0.1)


def test_garbage_collection_of_the_lab_skips_imported_objects(lab: Server) -> None:
    n_skipped, n_checked = json.loads(lab.get("/objects"))
    assert n_skipped > 10 * n_checked
