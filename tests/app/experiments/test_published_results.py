"""The page of results shows the published experiments without a training."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.published.answers import FOLDER, PublishedAnswer, answer_of
from tests.app.experiments.test_one_experiment import texts
from tests.app.runs.run_pages import open_page


def made_up_answer(folder: Path, *, n_finished: int) -> PublishedAnswer:
    """The published experiment about the article with made-up results."""
    text = (FOLDER / "article.toml").read_text("utf-8")
    (folder / "article.toml").write_text(text, "utf-8")
    rows = [
        {
            "arm": run.arm.name,
            "seed": run.seed,
            "state": "finished",
            "accuracy": 0.99 + (0.001 + 0.0001 * run.seed) * (run.arm.name == "polynomial"),
            "versions": {"tensorflow": "2.21.0"},
            "host": "CPU 3, threads: 2",
        }
        for run in read_experiment(text).runs
    ]
    (folder / "article.json").write_text(json.dumps({"runs": rows[:n_finished]}), "utf-8")
    answer = answer_of(folder / "article.toml", None, (0.0, 1))
    assert answer is not None
    return answer


def show(answer: object) -> None:
    """A page with one published answer. Streamlit runs the text of this function, without the imports above."""
    from pages.components.experiments.published import show_published_answer  # noqa: PLC0415

    show_published_answer(answer)


def page_with(answer: PublishedAnswer) -> AppTest:
    """The page, after it has run."""
    app = AppTest.from_function(show, args=(answer,)).run()
    assert not app.exception
    return app


def test_page_shows_every_published_experiment_the_plan_and_landmarks(app: AppTest) -> None:
    open_page(app, "results.py", {})
    assert not app.exception
    text = texts(app)
    headers = [each.value for each in app.header]
    assert headers[0] == "Constant or polynomial in the article's setting"
    assert headers[-1] == "What others have published"
    assert "This page was committed before the first run" in text
    assert "test error 1.59 %" in text
    assert "The lab has not measured them" in text
    assert any(
        "docs/results/frontier.toml --json docs/results/frontier.json" in c.value for c in app.code
    )


def test_complete_answer_has_sentence_versions_and_command(tmp_path: Path) -> None:
    app = page_with(made_up_answer(tmp_path, n_finished=12))
    text = texts(app)
    assert "All 12 planned runs have finished" in text
    assert "On 6 pairs, polynomial was better than constant" in text
    assert "tensorflow 2.21.0; CPU 3, threads: 2" in text
    assert len(app.get("download_button")) == 3


@pytest.mark.parametrize(
    ("n_finished", "status"),
    [
        (0, "Not run yet: 0 of 12 runs"),
        (4, "Not complete yet: 4 of 12 runs. Nothing here is final"),
    ],
)
def test_missing_runs_are_counted(tmp_path: Path, n_finished: int, status: str) -> None:
    text = texts(page_with(made_up_answer(tmp_path, n_finished=n_finished)))
    assert status in text
    assert "was better than" not in text
