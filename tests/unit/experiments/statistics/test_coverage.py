"""Simulated experiments: no difference is found too often, and intervals contain the true mean often enough."""

from math import sqrt

import pytest

from tests.unit.experiments.statistics.simulation import (
    N_EXPERIMENTS,
    PAIRS,
    SYMMETRIC,
    coverage,
    false_findings,
)

THREE_STANDARD_ERRORS = 3 * sqrt(0.05 * 0.95 / N_EXPERIMENTS)


@pytest.mark.parametrize("n_pairs", PAIRS)
@pytest.mark.parametrize("distribution", SYMMETRIC)
def test_arms_without_a_difference_are_called_different_in_5_percent_of_experiments_at_most(
    distribution: str, n_pairs: int
) -> None:
    assert false_findings(distribution, n_pairs) <= 0.05 + THREE_STANDARD_ERRORS


@pytest.mark.parametrize("n_pairs", PAIRS)
@pytest.mark.parametrize("distribution", SYMMETRIC)
def test_interval_contains_the_true_mean_in_95_percent_of_experiments_at_least(
    distribution: str, n_pairs: int
) -> None:
    assert coverage(distribution, n_pairs) >= 0.95 - THREE_STANDARD_ERRORS


@pytest.mark.parametrize("n_pairs", PAIRS[1:])
def test_interval_of_skewed_differences_covers_about_90_percent_as_its_assumption_says(
    n_pairs: int,
) -> None:
    assert coverage("exponential", n_pairs) == pytest.approx(0.90, abs=0.02)
