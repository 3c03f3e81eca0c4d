"""Simulated experiments: differences of pairs with a known centre. Tests and `make bench ARGS=coverage` use them."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pruning_core.experiments.statistics.sign_flips import SignFlips, flip_signs

N_EXPERIMENTS = 2000
SEED = 13
BLOCK = 20
"""Experiments that are computed at the same time: their numbers fit into the cache of a processor."""
SYMMETRIC = ("normal", "laplace", "student_t_3")
PAIRS = (6, 8, 10, 12)
MEAN = 0.3
"""The true mean of the simulated differences, in units of their scale."""

Draw = Callable[[np.random.Generator, tuple[int, int]], NDArray[np.float64]]
DISTRIBUTIONS: dict[str, Draw] = {
    "normal": lambda generator, shape: generator.standard_normal(shape),
    "laplace": lambda generator, shape: generator.laplace(size=shape),
    "student_t_3": lambda generator, shape: generator.standard_t(3, size=shape),
    "exponential": lambda generator, shape: generator.exponential(size=shape) - 1,
}
"""Distributions with the mean 0. Only the last one is skewed."""


def differences(distribution: str, n_pairs: int, mean: float) -> NDArray[np.float64]:
    """The differences of 2,000 experiments: float64 (2000, n_pairs). Every argument changes the random numbers."""
    generator = np.random.default_rng([SEED, n_pairs, int(1000 * mean), *distribution.encode()])
    return DISTRIBUTIONS[distribution](generator, (N_EXPERIMENTS, n_pairs)) + mean


def blocks_of_tests(experiments: NDArray[np.float64]) -> Iterator[SignFlips]:
    """The test of `PairedComparison`, for each block of experiments."""
    for start in range(0, len(experiments), BLOCK):
        yield flip_signs(experiments[start : start + BLOCK])


def coverage(distribution: str, n_pairs: int) -> float:
    """The proportion of experiments whose 95 % interval contains the true mean."""
    tests = blocks_of_tests(differences(distribution, n_pairs, MEAN))
    covering = sum(int(((test.low <= MEAN) & (test.high >= MEAN)).sum()) for test in tests)
    return covering / N_EXPERIMENTS


def false_findings(distribution: str, n_pairs: int) -> float:
    """The proportion of experiments that find a difference although the true mean is 0."""
    tests = blocks_of_tests(differences(distribution, n_pairs, 0.0))
    findings = sum(int(((test.low > 0) | (test.high < 0)).sum()) for test in tests)
    return findings / N_EXPERIMENTS
