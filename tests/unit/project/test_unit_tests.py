"""Unit tests stay fast: none of them loads TensorFlow, Dask or a browser."""

import subprocess
import sys

from tests.server import ROOT

SLOW_TO_LOAD = {"tensorflow", "tf_keras", "keras", "distributed", "playwright"}
LOADED = """\
import importlib, sys
from pathlib import Path

for path in Path("tests/unit").rglob("test_*.py"):
    importlib.import_module(".".join(path.with_suffix("").parts))
print(*sys.modules)
"""


def test_unit_tests_import_neither_tensorflow_nor_dask_nor_a_browser() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not SLOW_TO_LOAD & set(done.stdout.split())
