"""The number of pairs: the least one, and the one that shows a difference of a given size."""

import numpy as np
import pytest
from scipy import stats

from pruning_core import PairedComparison
from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.pairs_needed import (
    MAX_COMPARISONS,
    level_of,
    pairs_needed,
    pairs_that_show,
)
from pruning_core.experiments.statistics.sign_flips import flip_signs
from tests.unit.experiments.statistics.simulation import N_EXPERIMENTS


def with_mean_and_deviation(n_pairs: int, mean: float, deviation: float) -> np.ndarray:
    """Differences spread like a normal distribution, with exactly this mean and standard deviation."""
    spread = stats.norm.ppf((np.arange(n_pairs) + 0.5) / n_pairs)
    return mean + (spread - spread.mean()) / spread.std(ddof=1) * deviation


@pytest.mark.parametrize("comparisons", range(1, MAX_COMPARISONS + 1, 37))
def test_least_number_of_pairs_is_the_first_whose_least_p_value_is_at_most_the_level(
    comparisons: int,
) -> None:
    needed = pairs_needed(comparisons)
    assert 2 / 2**needed <= level_of(comparisons) < 2 / 2 ** (needed - 1)


@pytest.mark.parametrize("comparisons", [1, 3, 10])
@pytest.mark.parametrize("effect_size", [0.3, 0.5, 0.8, 1.2, 2.0, 5.0])
def test_pairs_that_show_a_difference_are_at_most_4_more_than_the_test_needs(
    comparisons: int, effect_size: float
) -> None:
    total = pairs_that_show(effect_size, 1.0, comparisons=comparisons)
    assert total is not None
    first = next(
        n_pairs
        for n_pairs in range(max(pairs_needed(comparisons), total - 6), total + 1)
        if flip_signs(
            with_mean_and_deviation(n_pairs, effect_size, 1.0), comparisons=comparisons
        ).p_value
        <= level_of(comparisons)
    )
    assert 0 <= total - first <= 4


def test_6_or_7_of_10_new_experiments_with_this_number_of_pairs_show_the_difference() -> None:
    total = pairs_that_show(0.8, 1.0)
    assert total == 10
    new = np.random.default_rng(7).normal(0.8, 1.0, (N_EXPERIMENTS // 4, total))
    assert 0.55 <= (flip_signs(new).p_value <= 0.05).mean() <= 0.75


@pytest.mark.parametrize("n_pairs", [2, 5, 8, 20])
def test_further_pairs_with_the_same_mean_and_spread_show_the_difference(n_pairs: int) -> None:
    comparison = PairedComparison.of(with_mean_and_deviation(n_pairs, 0.4, 1.0), np.zeros(n_pairs))
    assert comparison.verdict in {"too few pairs", "cannot tell"}
    assert comparison.more_pairs
    total = n_pairs + comparison.more_pairs
    assert total == pairs_that_show(0.4, 1.0)
    enough = PairedComparison.of(with_mean_and_deviation(total, 0.4, 1.0), np.zeros(total))
    assert enough.verdict == "higher"
    assert enough.more_pairs == 0


def test_no_number_of_pairs_shows_a_difference_of_zero() -> None:
    assert PairedComparison.of([1.0] * 8, [1.0] * 8).more_pairs is None


def test_a_single_pair_has_no_spread_so_no_number_is_said() -> None:
    assert PairedComparison.of([1.0], [0.0]).more_pairs is None


@pytest.mark.parametrize("tiny", [1e-300, 5e-324])
def test_tiny_difference_needs_a_number_of_pairs_that_is_finite(tiny: float) -> None:
    total = pairs_that_show(tiny, 1.0)
    assert total is not None
    assert total > 10**12


@pytest.mark.parametrize("comparisons", [0, -1, 1001, 1.0, True, "3", None])
def test_number_of_comparisons_that_is_impossible_is_refused(comparisons: object) -> None:
    with pytest.raises(StatisticsError, match="comparisons must be"):
        PairedComparison.of([1.0], [0.0], comparisons)
