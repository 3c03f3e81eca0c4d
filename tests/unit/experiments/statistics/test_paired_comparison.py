"""Verdict, interval and p-value of a comparison never disagree, whatever the values."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pruning_core import PairedComparison
from pruning_core.experiments.statistics.pairs_needed import MAX_COMPARISONS, pairs_needed
from tests.unit.experiments.statistics.values import ACCURACIES, pairs_of_values


@given(values=pairs_of_values(), comparisons=st.integers(1, MAX_COMPARISONS))
@example(values=([0.0] * 6, [0.0] * 6), comparisons=1)
@example(values=([1.0] * 7, [0.0] * 7), comparisons=3)
@example(values=([1.0] * 3 + [0.0] * 3, [0.0] * 6), comparisons=1)
@example(values=([5e-324] * 6, [0.0] * 6), comparisons=1)
@example(values=([n * 5e-324 for n in (5, -1, 2, 3, 4, 2, 1, 0)], [0.0] * 8), comparisons=1)
@example(values=([1e300] * 6, [-1e300] * 6), comparisons=1)
def test_verdict_interval_and_p_value_agree(
    values: tuple[list[float], list[float]], comparisons: int
) -> None:
    comparison = PairedComparison.of(*values, comparisons=comparisons)
    low, high = comparison.interval
    significant = comparison.p_value <= comparison.level
    assert low <= comparison.difference <= high
    assert significant == (low > 0 or high < 0)
    assert (
        (comparison.verdict == "higher") == (low > 0) == (significant and comparison.difference > 0)
    )
    assert (
        (comparison.verdict == "lower") == (high < 0) == (significant and comparison.difference < 0)
    )
    assert 0 < comparison.p_value <= 1
    assert (comparison.verdict == "too few pairs") == (low == -math.inf and high == math.inf)


@given(values=pairs_of_values(), comparisons=st.integers(1, MAX_COMPARISONS))
def test_exchanged_arms_give_the_opposite_result(
    values: tuple[list[float], list[float]], comparisons: int
) -> None:
    a, b = values
    comparison = PairedComparison.of(a, b, comparisons=comparisons)
    low, high = comparison.interval
    opposite = replace(comparison, difference=-comparison.difference, interval=(-high, -low))
    assert PairedComparison.of(b, a, comparisons=comparisons) == opposite


@given(pairs=st.lists(st.tuples(ACCURACIES, ACCURACIES), min_size=1, max_size=12), data=st.data())
@settings(max_examples=30)
def test_order_of_the_pairs_does_not_change_an_exact_test(
    pairs: list[tuple[float, float]], data: st.DataObject
) -> None:
    comparison = PairedComparison.of(*zip(*pairs, strict=True))
    shuffled = PairedComparison.of(*zip(*data.draw(st.permutations(pairs)), strict=True))
    assert shuffled.verdict == comparison.verdict
    assert shuffled.p_value == comparison.p_value
    assert shuffled.interval == pytest.approx(comparison.interval)


def test_difference_is_the_mean_of_a_minus_b() -> None:
    comparison = PairedComparison.of([3.0] * 6, [1.0] * 6)
    assert comparison.difference == 2
    assert list(comparison.interval) == [2, 2]
    assert comparison.verdict == "higher"
    assert comparison.n_pairs == 6


def test_one_seed_never_has_a_higher_value() -> None:
    comparison = PairedComparison.of([1.0], [0.0])
    assert comparison.verdict == "too few pairs"
    assert comparison.p_value == 1
    assert comparison.interval == (-math.inf, math.inf)
    assert comparison.standard_deviation is None
    assert comparison.effect_size is None


@pytest.mark.parametrize("comparisons", [1, 2, 3, 4, 10, 1000])
def test_verdict_is_possible_exactly_from_the_number_of_pairs_that_are_needed(
    comparisons: int,
) -> None:
    needed = pairs_needed(comparisons)
    assert PairedComparison.of([1.0] * needed, [0.0] * needed, comparisons).verdict == "higher"
    few = PairedComparison.of([1.0] * (needed - 1), [0.0] * (needed - 1), comparisons)
    assert few.verdict == "too few pairs"


def test_more_comparisons_make_the_interval_wider() -> None:
    generator = np.random.default_rng(0)
    a, b = generator.normal(0.5, 1, 12), generator.normal(0, 1, 12)
    low, high = PairedComparison.of(a, b).interval
    low_of_3, high_of_3 = PairedComparison.of(a, b, comparisons=3).interval
    assert low_of_3 < low < high < high_of_3


@pytest.mark.parametrize("n_pairs", [8, 20])
def test_effect_size_is_the_mean_difference_divided_by_its_standard_deviation(n_pairs: int) -> None:
    a = np.random.default_rng(1).normal(size=n_pairs)
    comparison = PairedComparison.of(a, np.zeros(n_pairs))
    assert comparison.effect_size == pytest.approx(a.mean() / a.std(ddof=1))


def test_effect_size_of_equal_differences_does_not_exist() -> None:
    a = [(9923 + run) / 10_000 for run in range(8)]
    b = [(9900 + run) / 10_000 for run in range(8)]
    comparison = PairedComparison.of(a, b)
    assert comparison.standard_deviation == 0
    assert comparison.effect_size is None


def test_same_data_always_have_the_same_result_also_with_random_patterns() -> None:
    a = np.random.default_rng(2).normal(0.4, 1, 24)
    assert PairedComparison.of(a, np.zeros(24)) == PairedComparison.of(a, np.zeros(24))


def test_seeds_without_a_partner_are_left_out_and_named() -> None:
    a = {seed: seed / 10 for seed in range(10)} | {20: None}
    b = dict.fromkeys(range(2, 12), 0.0) | {20: 1.0}
    comparison = PairedComparison.of_pairs(a, b)
    assert comparison.n_pairs == 8
    assert comparison.left_out == (0, 1, 20, 10, 11)
    assert comparison.difference == pytest.approx(np.mean(np.arange(2, 10) / 10))
    assert "seeds 0, 1, 20, 10, 11" in comparison.sentence
