"""The figures of one arm equal SciPy's, and say which package is missing if SciPy is not installed."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pruning_core import PairedComparison
from pruning_core.errors import MissingPackageError
from pruning_core.experiments.statistics.arm import ArmStatistics, probability_of_improvement
from pruning_core.experiments.statistics.measure import ACCURACY
from tests.unit.experiments.statistics.values import ACCURACIES

RUNS = st.lists(ACCURACIES, min_size=1, max_size=25)


@given(runs=RUNS)
def test_figures_are_those_of_scipy(runs: list[float]) -> None:
    summary = ArmStatistics.of(runs)
    assert summary.n_runs == len(runs)
    assert summary.mean == pytest.approx(np.mean(runs))
    assert summary.interquartile_mean == pytest.approx(stats.trim_mean(runs, 0.25))
    assert (summary.least, summary.most) == (min(runs), max(runs))
    if len(set(runs)) > 1:
        assert summary.standard_deviation == pytest.approx(stats.tstd(runs))
        expected = stats.t.interval(0.95, len(runs) - 1, np.mean(runs), stats.sem(runs))
        assert summary.interval == pytest.approx(expected)


@given(a=RUNS, b=RUNS)
def test_probability_of_improvement_is_the_statistic_of_mann_and_whitney(
    a: list[float], b: list[float]
) -> None:
    probability = probability_of_improvement(a, b)
    expected = stats.mannwhitneyu(a, b, method="asymptotic").statistic / (len(a) * len(b))
    assert probability == pytest.approx(expected)
    assert probability + probability_of_improvement(b, a) == pytest.approx(1)


def test_a_single_run_has_no_interval() -> None:
    summary = ArmStatistics.of([0.99])
    assert summary.interval is None
    assert summary.standard_deviation is None
    assert summary.sentence("polynomial", ACCURACY) == (
        "polynomial: test accuracy 99.00 %, from 1 run: without a second run, there is no interval."
    )


def test_interval_of_equal_runs_is_a_point() -> None:
    assert ArmStatistics.of([0.5, 0.5, 0.5]).interval == (0.5, 0.5)


def test_without_scipy_only_the_interval_of_a_mean_fails_and_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    assert PairedComparison.of([1.0] * 6, [0.0] * 6).verdict == "higher"
    assert probability_of_improvement([1.0], [0.0]) == 1
    assert ArmStatistics.of([0.99]).interval is None
    with pytest.raises(MissingPackageError, match=r"needs SciPy: install it with .*\[lab\]"):
        ArmStatistics.of([0.99, 0.98])
