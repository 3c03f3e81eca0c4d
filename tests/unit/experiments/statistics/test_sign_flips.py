"""The test equals its definition, counted with exact fractions, and SciPy's permutation test. Ties are exact."""

from fractions import Fraction
from itertools import product
from operator import mul

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pruning_core import PairedComparison
from pruning_core.experiments.statistics.sign_flips import flip_signs
from pruning_core.experiments.statistics.sign_patterns import sign_patterns

IMAGES = 10_000
DIFFERENCES = st.lists(st.integers(-12, 12), min_size=1, max_size=9)
"""Differences in correct answers. Many sums are equal, and many are 0."""


def exact_p_value(differences: list[Fraction]) -> Fraction:
    """The proportion of sign patterns whose absolute sum is at least the observed one, by definition."""
    observed = abs(sum(differences, start=Fraction()))
    sums = [
        abs(sum(map(mul, signs, differences), start=Fraction()))
        for signs in product((-1, 1), repeat=len(differences))
    ]
    return Fraction(sum(flipped >= observed for flipped in sums), len(sums))


@given(differences=DIFFERENCES)
@settings(max_examples=60)
def test_p_value_of_accuracies_equals_the_definition_although_floats_are_rounded(
    differences: list[int],
) -> None:
    a = [(9900 + difference) / IMAGES for difference in differences]
    comparison = PairedComparison.of(a, [0.99] * len(differences))
    assert comparison.p_value == exact_p_value([Fraction(d) for d in differences])


@given(differences=DIFFERENCES)
@settings(max_examples=30)
def test_p_value_of_accuracies_in_float32_equals_the_definition(differences: list[int]) -> None:
    a = np.array([(9900 + difference) / IMAGES for difference in differences], np.float32)
    comparison = PairedComparison.of(a.astype(np.float64), [0.99] * len(differences))
    assert comparison.p_value == exact_p_value([Fraction(d) for d in differences])


@given(differences=st.lists(st.integers(-9, 9), min_size=6, max_size=8), shift=st.integers(-12, 12))
@settings(max_examples=60)
def test_interval_has_exactly_the_differences_that_the_test_does_not_reject(
    differences: list[int], shift: int
) -> None:
    low, high = PairedComparison.of(differences, [0] * len(differences)).interval
    p_value = exact_p_value([Fraction(d - shift) for d in differences])
    assert (low <= shift <= high) == (p_value > Fraction(1, 20))


def test_test_and_interval_are_those_of_scipy() -> None:
    a, b = np.random.default_rng(3).normal(size=(2, 11))
    expected = stats.permutation_test(
        (a, b), lambda x, y: np.mean(x - y), permutation_type="samples", n_resamples=np.inf
    )
    assert PairedComparison.of(a, b).p_value == pytest.approx(expected.pvalue)


def test_ends_of_the_interval_are_means_of_subsets() -> None:
    differences = np.random.default_rng(4).normal(size=9)
    subsets = [np.array(signs, bool) for signs in product((0, 1), repeat=9) if any(signs)]
    means = np.sort([differences[subset].mean() for subset in subsets])
    rank = int(0.025 * 2**9)
    low, high = PairedComparison.of(differences, np.zeros(9)).interval
    assert (low, high) == pytest.approx((means[rank - 1], means[-rank]))


def test_random_patterns_give_nearly_the_result_of_all_patterns() -> None:
    differences = np.random.default_rng(5).normal(0.5, 1, 17)
    comparison = PairedComparison.of(differences, np.zeros(17))
    signs = np.array(list(product((-1, 1), repeat=16)))
    sums = np.abs(signs @ differences[:-1] + differences[-1])
    exact = np.mean(sums >= abs(differences.sum()) - 1e-9)
    assert comparison.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact / 32_768))


def test_half_of_the_differences_are_zero() -> None:
    comparison = PairedComparison.of([0.99, 0.98, 0.97, 0.96] + [0.95] * 4, [0.95] * 8)
    assert comparison.p_value == 2 * 2**4 / 2**8
    assert comparison.interval[0] == 0
    assert comparison.verdict == "cannot tell"


@pytest.mark.parametrize("n_pairs", [8, 20, 200])
@pytest.mark.parametrize("size", [8_000_000, 10**12])
def test_one_byte_in_each_pair_of_large_files_is_a_difference(n_pairs: int, size: int) -> None:
    b = np.arange(n_pairs) + size
    assert PairedComparison.of(b + 1, b).verdict == "higher"


def test_many_experiments_at_once_have_the_results_of_each_alone() -> None:
    differences = np.random.default_rng(6).normal(0.3, 1, size=(5, 10))
    together = flip_signs(differences)
    for index, row in enumerate(differences):
        alone = PairedComparison.of(row, np.zeros(10))
        assert alone.p_value == together.p_value[index]
        assert alone.interval == pytest.approx((together.low[index], together.high[index]))


@pytest.mark.parametrize("n_pairs", [2, 10, 16, 17, 18, 65, 66])
def test_patterns_are_different_and_each_flips_a_sign(n_pairs: int) -> None:
    patterns = np.concatenate(list(sign_patterns(n_pairs)))
    assert patterns.shape == (min(2 ** (n_pairs - 1) - 1, 32_767), n_pairs - 1)
    assert len(np.unique(patterns, axis=0)) == len(patterns)
    assert patterns.any(axis=1).all()


@pytest.mark.parametrize("n_pairs", [17, 30, 100])
def test_random_patterns_flip_each_sign_in_half_of_the_patterns(n_pairs: int) -> None:
    patterns = np.concatenate(list(sign_patterns(n_pairs)))
    signs = n_pairs - 1
    assert np.abs(patterns.mean(axis=0) - 0.5).max() < 4 * 0.5 / np.sqrt(32_767)
    assert np.abs(np.corrcoef(patterns.T) - np.eye(signs)).max() < 5 / np.sqrt(32_767)
