"""Values from which nothing can be computed are refused, with a sentence that names the value and a way out."""

from collections.abc import Callable

import numpy as np
import pytest

from pruning_core import PairedComparison
from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.arm import ArmStatistics, probability_of_improvement

GOOD = [0.99, 0.98, 0.97]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.99, float("nan"), 0.97], r"a\[1\] is nan: leave this pair out"),
        ([0.99, 0.98, float("inf")], r"a\[2\] is inf: leave this pair out"),
        ([0.99, -float("inf"), 0.97], r"a\[1\] is -inf"),
        (np.array([0.99, np.nan, 0.97]), r"a\[1\] is nan"),
        ([0.99, 10**400, 0.97], r"a\[1\] is inf"),
        ([0.99, 1e301, 0.97], r"a\[1\] is 1e\+301: values up to 1e300"),
        ([0.99, None, 0.97], r"a\[1\] must be a number, got None"),
        ([0.99, "0.98", 0.97], r"a\[1\] must be a number, got '0.98'"),
        ([0.99, True, 0.97], r"a\[1\] must be a number, got True"),
        ([0.99, 1j, 0.97], r"a\[1\] must be a number, got 1j"),
        (np.zeros((3, 2)), r"a\[0\] must be a number"),
        ("0.9", "a must be a list or an array of numbers"),
        (0.99, "a must be a list or an array of numbers"),
        (None, "a must be a list or an array of numbers"),
        ({0: 0.99}, "a must be a list or an array of numbers"),
        ({0.99, 0.98, 0.97}, "a must be a list or an array of numbers"),
        (np.float64(0.5), "a must be a list or an array of numbers"),
        ([], "a has no value: one run at least is needed"),
        (np.zeros(1001), "a has 1001 values: 1000 at most"),
        ([0.99, 0.98], "a has 2 values and b has 3: each run of a needs its partner"),
    ],
)
def test_comparison_refuses_values_in_words(values: object, message: str) -> None:
    with pytest.raises(StatisticsError, match=message):
        PairedComparison.of(values, GOOD)


FIGURES: dict[str, Callable[[list[float]], object]] = {
    "arm b": lambda values: PairedComparison.of(GOOD, values),
    "pairs": lambda values: PairedComparison.of_pairs({0: 1.0}, dict(enumerate(values))),
    "summary": ArmStatistics.of,
    "P(A > B), arm a": lambda values: probability_of_improvement(values, GOOD),
    "P(A > B), arm b": lambda values: probability_of_improvement(GOOD, values),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_refuses_a_value_that_is_not_finite(figure: str) -> None:
    with pytest.raises(StatisticsError, match="is nan"):
        FIGURES[figure]([float("nan"), 0.9, 0.8])


def test_error_names_the_argument() -> None:
    with pytest.raises(StatisticsError) as caught:
        PairedComparison.of(GOOD, [0.99, 0.98, float("nan")])
    assert caught.value.field == "b[2]"


def test_arms_without_a_common_seed_are_refused() -> None:
    with pytest.raises(StatisticsError, match="no seed in common"):
        PairedComparison.of_pairs({0: 0.99}, {1: 0.98, 0: None})


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64])
def test_numbers_of_numpy_are_numbers(kind: type) -> None:
    comparison = PairedComparison.of(np.arange(7, dtype=kind), np.zeros(7, kind))
    assert comparison.difference == 3
    assert type(comparison.difference) is float
    assert type(comparison.n_pairs) is int
