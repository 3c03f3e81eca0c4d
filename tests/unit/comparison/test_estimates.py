"""The results of a group are means over seeds with Student's t interval."""

import math

import pytest
from scipy import stats

from pruning_core.comparison.comparison import compare
from pruning_core.comparison.estimates import interval_factor
from tests.compared_runs import config_of, finished_outcome, run_of

ACCURACIES = (0.91, 0.93, 0.92, 0.97)


def test_group_has_the_mean_and_the_interval_of_its_seeds() -> None:
    configs = [config_of(seed=seed) for seed in (0, 1, 2, 0)]
    comparison = compare(
        [run_of(config, run_id=str(index)) for index, config in enumerate(configs)],
        {
            str(index): finished_outcome(config, accuracy=accuracy, size=100 * index + 100)
            for index, (config, accuracy) in enumerate(zip(configs, ACCURACIES, strict=True))
        },
    )
    (results,) = comparison.group_results
    assert results.accuracy is not None
    assert results.accuracy.n_runs == 3  # the fourth run has the seed of the first
    assert results.accuracy.mean == pytest.approx(0.92)
    expected = stats.t.interval(0.95, 2, 0.92, stats.sem(ACCURACIES[:3]))
    assert results.accuracy.interval == pytest.approx(expected)
    assert results.size is not None
    assert results.size.mean == pytest.approx(200)


def test_group_with_a_diverged_run_has_no_mean() -> None:
    configs = [config_of(seed=seed) for seed in (0, 1)]
    comparison = compare(
        [run_of(config, run_id=str(index)) for index, config in enumerate(configs)],
        {
            "0": finished_outcome(configs[0], accuracy=None),
            "1": finished_outcome(configs[1], accuracy=0.9),
        },
    )
    (results,) = comparison.group_results
    assert results.accuracy is None
    assert results.sparsity is not None
    assert comparison.group_fronts.size == ()


@pytest.mark.parametrize("n_runs", [2, 3, 10, 50])
def test_factor_of_the_interval_is_that_of_student(n_runs: int) -> None:
    factor = interval_factor(n_runs)
    assert factor == pytest.approx(stats.t.ppf(0.975, n_runs - 1) / math.sqrt(n_runs))
    assert interval_factor(1) is None
    assert interval_factor(0) is None
