"""The editor in the browser and the core have the same classes of schedules."""

import re
from pathlib import Path

from pruning_core.schedules.config import SCHEDULE_CLASSES

EDITOR = Path(__file__).parents[3] / "pages" / "components" / "schedule_editor"


def test_editor_and_core_have_the_same_class_names() -> None:
    types = (EDITOR / "types.d.ts").read_text("utf-8")
    (line,) = re.findall(r"^export type ClassName = (.*);$", types, re.MULTILINE)
    assert set(re.findall(r'"(\w+)"', line)) == set(SCHEDULE_CLASSES)
