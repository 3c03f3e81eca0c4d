"""Tests leave no temporary files outside pytest's folder, and neither do the processes they start."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


def test_tests_and_their_processes_keep_temporary_files_in_pytests_folder(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    command = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    of_process = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    for folder in (tempfile.gettempdir(), of_process):
        assert Path(folder).is_relative_to(tmp_path_factory.getbasetemp())
