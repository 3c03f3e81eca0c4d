"""The experiments in the documentation, and the planned experiments of the lab, can be read."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from pruning_core.experiments.file import read_experiment

DOCS = Path(__file__).parents[3] / "docs"
TEXTS = [
    dedent(text)
    for text in re.findall(r"```toml\n(.*?)```", (DOCS / "experiments.md").read_text("utf-8"), re.S)
] + [path.read_text("utf-8") for path in sorted((DOCS / "results").glob("*.toml"))]


@pytest.mark.parametrize("text", TEXTS, ids=[str(n) for n in range(len(TEXTS))])
def test_experiment_can_be_read(text: str) -> None:
    assert len(read_experiment(text)) > 1
