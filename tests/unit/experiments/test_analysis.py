"""The results of an experiment: pairs by seed, answers at the shared level, and tables that are safe to open."""

import csv
import json
from dataclasses import replace

import pytest

from pruning_core.experiments.analysis import Analysis, analyse, analysis_parts
from pruning_core.experiments.arms import Comparison
from pruning_core.experiments.rows import ResultRow, rows_to_csv, rows_to_json
from tests.unit.experiments.experiments import small_experiment

HOST = "a machine"
EXPERIMENT = small_experiment(n_seeds=8)


def row(arm: str, seed: int, accuracy: float | None, host: str = HOST) -> ResultRow:
    """A finished run."""
    return ResultRow(arm=arm, seed=seed, state="finished", accuracy=accuracy, host=host)


def rows_with(*, host_of_last: str = HOST, last: float = 0.98) -> list[ResultRow]:
    """Eight pairs in which the polynomial arm is always better."""
    polynomial = [row("polynomial", seed, 0.97 + seed / 1000) for seed in range(7)]
    polynomial += [row("polynomial", 7, last, host_of_last)]
    return [*polynomial, *(row("constant", seed, 0.95) for seed in range(8))]


def analysis_of(rows: list[ResultRow], *comparisons: Comparison) -> Analysis:
    """The analysis of the small experiment, perhaps with other comparisons."""
    planned = comparisons or EXPERIMENT.comparisons
    return analyse(replace(EXPERIMENT, comparisons=planned), rows)


def test_runs_with_the_same_seed_are_pairs() -> None:
    (answer,) = analysis_of(rows_with()).comparisons
    assert answer.result is not None
    assert answer.result.n_pairs == 8
    assert answer.result.verdict == "higher"
    assert "polynomial was better than constant" in answer.sentence


def test_pair_on_two_kinds_of_machines_is_left_out_and_named() -> None:
    (answer,) = analysis_of(rows_with(host_of_last="another machine")).comparisons
    assert answer.result is not None
    assert answer.result.n_pairs == 7
    assert answer.seeds_on_two_hosts == (7,)
    assert "Seed 7 is left out: its two runs were trained on different" in answer.sentence
    assert "has no value" not in answer.sentence, "a seed has one reason"


def test_run_that_two_kinds_of_machines_trained_has_no_pair() -> None:
    rows = [row("polynomial", 0, 0.9, "several kinds of machines")]
    rows += [row("constant", 0, 0.9, "several kinds of machines")]
    (answer,) = analysis_of(rows).comparisons
    assert answer.result is None
    assert "no pair of finished runs yet" in answer.sentence


def test_all_planned_comparisons_share_the_level_also_those_without_pairs() -> None:
    planned = (
        Comparison(a="dense", b="constant"),
        Comparison(a="polynomial", b="constant", primary=True),
    )
    primary, other = analysis_of(rows_with(), *planned).comparisons
    assert primary.comparison.primary
    assert primary.result is not None
    assert primary.result.level == pytest.approx(0.025)
    assert other.result is None


def test_runs_that_have_not_finished_count_nowhere() -> None:
    stopped = ResultRow(arm="dense", seed=0, state="stopped", accuracy=0.1)
    analysis = analysis_of([stopped, row("dense", 1, 0.9), row("dense", 2, None)])
    figures = {each.arm: each.accuracy for each in analysis.arms}
    assert figures["dense"] is not None
    assert (figures["dense"].n_runs, figures["dense"].mean) == (1, 0.9)
    assert figures["constant"] is None


def test_json_has_one_line_for_each_run_and_the_answers() -> None:
    rows = rows_with()
    text = rows_to_json(rows, **analysis_parts(analysis_of(rows)))
    values = json.loads(text)
    assert len(values["runs"]) == 16
    assert sum(line.startswith('{"arm"') for line in text.splitlines()) == 16
    assert values["comparisons"][0]["verdict"] == "higher"
    few = rows_to_json(rows[:1] + rows[8:9], **analysis_parts(analysis_of(rows[:1] + rows[8:9])))
    assert json.loads(few)["comparisons"][0]["interval"] is None


def test_spreadsheet_runs_no_text_of_a_csv_file() -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "half"]
    text = rows_to_csv([row(name, 0, -0.5) for name in names])
    cells = [line["arm"] for line in csv.DictReader(text.splitlines())]
    assert cells == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "half"]
    assert {line["accuracy"] for line in csv.DictReader(text.splitlines())} == {"-0.5"}
