"""Simulates experiments with a known mean difference: how often does each kind of interval contain it?

The table of docs/statistics.md. The intervals of the lab are those of 2,000 experiments, as in the tests.
SciPy's BCa bootstrap is slower: 300 experiments.
"""

import numpy as np
from scipy.special import stdtrit
from scipy.stats import bootstrap

from benchmarks.report import print_line
from tests.unit.experiments.statistics.simulation import (
    DISTRIBUTIONS,
    MEAN,
    PAIRS,
    coverage,
    differences,
    false_findings,
)

BOOTSTRAP_EXPERIMENTS = 300
BOOTSTRAP_RESAMPLES = 1999


def main() -> None:
    """Print a row for each distribution and number of pairs."""
    print_line(
        "| differences | pairs | inverted sign-flip test | false findings | Student's t | BCa |"
    )
    print_line("|---|---|---|---|---|---|")
    for distribution in DISTRIBUTIONS:
        for n_pairs in PAIRS:
            shares = (
                coverage(distribution, n_pairs),
                false_findings(distribution, n_pairs),
                coverage_of_student_t(distribution, n_pairs),
                coverage_of_bootstrap(distribution, n_pairs),
            )
            cells = " | ".join(f"{share:.3f}" for share in shares)
            print_line(f"| {distribution} | {n_pairs} | {cells} |")


def coverage_of_student_t(distribution: str, n_pairs: int) -> float:
    """The proportion of Student's t intervals that contain the true mean."""
    experiments = differences(distribution, n_pairs, MEAN)
    half_width = stdtrit(n_pairs - 1, 0.975) * experiments.std(axis=1, ddof=1) / np.sqrt(n_pairs)
    return float((np.abs(experiments.mean(axis=1) - MEAN) <= half_width).mean())


def coverage_of_bootstrap(distribution: str, n_pairs: int) -> float:
    """The proportion of BCa bootstrap intervals that contain the true mean."""
    experiments = differences(distribution, n_pairs, MEAN)[:BOOTSTRAP_EXPERIMENTS]
    interval = bootstrap(
        (experiments,),
        np.mean,
        axis=1,
        n_resamples=BOOTSTRAP_RESAMPLES,
        batch=100,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return float(((interval.low <= MEAN) & (interval.high >= MEAN)).mean())
