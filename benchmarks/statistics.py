"""Measures the statistics of 1,000 runs: 50 arms of 20 paired runs, 49 of them compared with the first one."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

from benchmarks.report import print_ratio, print_values
from pruning_core import PairedComparison
from pruning_core.experiments.statistics.arm import ArmStatistics, probability_of_improvement
from pruning_core.experiments.statistics.measure import ACCURACY
from pruning_core.experiments.statistics.sentences import describe
from pruning_core.experiments.statistics.sign_patterns import MAX_PATTERNS

ARMS, SEEDS = 50, 20
ROUNDS = 5


def main() -> None:
    """Print the time of all figures and sentences, and the time of SciPy's tests without intervals."""
    accuracies = np.random.default_rng(0).normal(0.98, 0.002, (ARMS, SEEDS))
    lab_times, test_times, scipy_times = [], [], []
    for _ in range(ROUNDS):
        lab_times.append(seconds(statistics_of_arms, accuracies))
        test_times.append(seconds(lab_tests, accuracies))
        scipy_times.append(seconds(scipy_tests, accuracies))
    print_values(
        f"statistics and sentences of {ARMS * SEEDS:,} runs (target at most 0.5)", lab_times, "s"
    )
    print_values("the tests with their intervals alone", test_times, "s")
    print_values(
        f"scipy.stats.permutation_test, {MAX_PATTERNS:,} patterns, no interval", scipy_times, "s"
    )
    print_ratio("lab's tests divided by SciPy's", test_times, scipy_times, "at most 1.0")


def statistics_of_arms(accuracies: NDArray[np.float64]) -> None:
    """Every figure of every arm, and a sentence for each comparison with the first arm."""
    for arm in accuracies:
        ArmStatistics.of(arm)
    for arm in accuracies[1:]:
        probability_of_improvement(arm, accuracies[0])
        comparison = PairedComparison.of(arm, accuracies[0], comparisons=ARMS - 1)
        describe(comparison, a="arm", b="baseline", measure=ACCURACY)


def lab_tests(accuracies: NDArray[np.float64]) -> None:
    """The tests of the lab, with their intervals."""
    for arm in accuracies[1:]:
        PairedComparison.of(arm, accuracies[0], comparisons=ARMS - 1)


def scipy_tests(accuracies: NDArray[np.float64]) -> None:
    """SciPy's sign-flip test of the same pairs, with as many random patterns."""
    for arm in accuracies[1:]:
        permutation_test(
            (arm - accuracies[0],),
            np.mean,
            permutation_type="samples",
            vectorized=True,
            n_resamples=MAX_PATTERNS,
            rng=np.random.default_rng(0),
        )


def seconds(call: Callable[[NDArray[np.float64]], None], accuracies: NDArray[np.float64]) -> float:
    """The duration of a call in seconds."""
    started_at = time.perf_counter()
    call(accuracies)
    return time.perf_counter() - started_at
