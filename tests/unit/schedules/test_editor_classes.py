"""The editor in the browser knows the classes of schedules that the core knows."""

import re
from pathlib import Path

from pruning_core.schedules.config import SCHEDULE_CLASSES

EDITOR = Path(__file__).parents[3] / "pages" / "components" / "schedule_editor"


def test_class_names_of_the_editor_are_those_of_the_core() -> None:
    types = (EDITOR / "types.d.ts").read_text("utf-8")
    (line,) = re.findall(r"^export type ClassName = (.*);$", types, re.MULTILINE)
    assert set(re.findall(r'"(\w+)"', line)) == set(SCHEDULE_CLASSES)
