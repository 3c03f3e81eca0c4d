"""The first visitor waits for no import of the lab: the server has already imported what its pages use."""

import subprocess
import sys

from tests.server import ROOT

FIRST_VISIT = """\
import sys
import server_workarounds
from streamlit.testing.v1 import AppTest

server_workarounds.import_components()
before = set(sys.modules)
page = AppTest.from_file(sys.argv[1], default_timeout=60).run()
assert not page.exception and page.title, page
print(*(name for name in set(sys.modules) - before if name.startswith("pruning_core")))
print(*(name for name in set(sys.modules) - before if name.startswith("pages")))
print("tensorflow" in sys.modules)
"""


def test_first_visit_of_the_explorer_imports_no_module_of_the_lab() -> None:
    result = subprocess.run(
        [sys.executable, "-c", FIRST_VISIT, str(ROOT / "pages" / "navigation.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == ["", "", "False"]
