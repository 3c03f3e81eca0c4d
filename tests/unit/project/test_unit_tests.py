"""Unit tests stay fast, because no unit test loads TensorFlow, Dask or a browser."""

import subprocess
import sys

from tests.server import ROOT

SLOW_TO_LOAD = {"tensorflow", "tf_keras", "keras", "distributed", "playwright"}
IMPORT_ALL_UNIT_TESTS = """\
import importlib, sys
from pathlib import Path

for path in Path("tests/unit").rglob("test_*.py"):
    importlib.import_module(".".join(path.with_suffix("").parts))
print(*sys.modules)
"""


def test_unit_tests_import_neither_tensorflow_nor_dask_nor_a_browser() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL_UNIT_TESTS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert not SLOW_TO_LOAD & set(result.stdout.split())
