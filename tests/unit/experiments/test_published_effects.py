"""What the explorer shows about a sparsity comes from the rows of the published experiments."""

import json
from pathlib import Path

import pytest

from pruning_core.experiments.file import read_experiment
from pruning_core.experiments.frontier import end_sparsity
from pruning_core.experiments.published.answers import (
    FOLDER,
    PublishedAnswer,
    published_answers,
    published_plan,
)
from pruning_core.experiments.published.effect import published_effect

DENSE = 0.98


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the frontier of LeNet-300-100 and made-up results: the loss grows with the sparsity."""
    text = (FOLDER / "frontier.toml").read_text("utf-8")
    (tmp_path / "frontier.toml").write_text(text, "utf-8")
    rows = []
    for run in read_experiment(text).runs:
        lost = 0.002 * end_sparsity(run.arm) ** 2 * (1 + 0.1 * (run.seed % 3))
        sign = -1 if end_sparsity(run.arm) == 0.5 else 1
        accuracy = DENSE + 0.0001 * run.seed - sign * lost
        row = {"arm": run.arm.name, "seed": run.seed, "state": "finished", "accuracy": accuracy}
        rows.append(row)
    (tmp_path / "frontier.json").write_text(json.dumps({"runs": rows}), "utf-8")
    return tmp_path


def effects(folder: Path, sparsity: float, *, network: str = "lenet_300_100") -> list[str]:
    """The measurements for a sparsity in words."""
    answers = published_answers(folder)
    return [e.description for e in published_effect(network, "mnist", sparsity, answers=answers)]


def test_measured_sparsity_has_its_loss_interval_and_pairs(folder: Path) -> None:
    (text,) = effects(folder, 0.875)
    assert text.startswith(
        "LeNet-300-100 at 87.5 %: 0.17 points of test accuracy lost (99.38 % interval"
    )
    assert text.endswith("10 pairs (10 epochs, batch size 250)")


def test_sparsity_between_two_measured_ones_shows_both(folder: Path) -> None:
    texts = effects(folder, 0.65)
    assert [text.split(":")[0] for text in texts] == [
        "LeNet-300-100 at 60 %",
        "LeNet-300-100 at 70 %",
    ]


def test_gain_is_called_a_gain(folder: Path) -> None:
    (text,) = effects(folder, 0.5)
    assert "0.05 points of test accuracy gained" in text


@pytest.mark.parametrize(
    ("sparsity", "network"), [(0.4, "lenet_300_100"), (0.99, "lenet_300_100"), (0.875, "mlp")]
)
def test_nothing_is_shown_where_nothing_was_measured(
    folder: Path, sparsity: float, network: str
) -> None:
    assert effects(folder, sparsity, network=network) == []


def test_comparison_of_two_pruned_arms_names_network_and_sparsity() -> None:
    answers = [each for each in published_answers() if each.slug == "learning_rate"]
    (primary, *_others) = published_effect("lenet_300_100", "mnist", 0.95, answers=answers)
    assert primary.description.startswith(
        "LeNet-300-100 at 95 %: On 8 pairs, polynomial, constant was"
    )
    assert primary.description.endswith(") (10 epochs, batch size 250)")


def test_incomplete_results_are_not_final(folder: Path) -> None:
    parts = json.loads((folder / "frontier.json").read_text("utf-8"))
    parts["runs"] = [row for row in parts["runs"] if row["seed"] < 8]
    (folder / "frontier.json").write_text(json.dumps(parts), "utf-8")
    (text,) = effects(folder, 0.875)
    assert "not final: 72 of 90 runs have finished" in text


def test_damaged_results_are_a_problem_and_no_results(folder: Path) -> None:
    (folder / "frontier.json").write_text(
        '{"runs": [{"arm": "dense", "seed": 0, "state": "ready"}]}', "utf-8"
    )
    (answer,) = published_answers(folder)
    assert "row 1 of the results has an impossible state: 'ready'" in answer.problem
    assert answer.n_finished == 0


def test_results_of_another_experiment_are_refused(folder: Path) -> None:
    text = json.dumps({"experiment": {"definition_hash": "other"}, "runs": []})
    (folder / "frontier.json").write_text(text, "utf-8")
    (answer,) = published_answers(folder)
    assert "they belong to another name, other arms or other comparisons" in answer.problem


def test_lab_ships_its_plan_and_its_experiments() -> None:
    assert published_plan() is not None
    answers: dict[str, PublishedAnswer] = {each.slug: each for each in published_answers()}
    assert answers.keys() >= {"article", "article_dense", "frontier", "learning_rate"}
    assert not any(each.problem for each in answers.values())
