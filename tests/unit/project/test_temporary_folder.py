"""Tests, and the processes that they start, write temporary files only into pytest's folder."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


def test_tests_and_their_processes_write_temporary_files_into_the_folder_of_pytest(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    command = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    folder_of_process = subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.strip()
    for folder in (tempfile.gettempdir(), folder_of_process):
        assert Path(folder).is_relative_to(tmp_path_factory.getbasetemp())
