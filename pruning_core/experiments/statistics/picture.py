"""The numbers of the pictures: paired dots with an interval, and bands of accuracy against sparsity."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from pruning_core.experiments.statistics.arm import ArmStatistics
from pruning_core.experiments.statistics.paired_comparison import PairedComparison
from pruning_core.experiments.statistics.pairs import Pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class PairPoint:
    """One pair: a dot for each arm, and the line between them.

    Attributes:
        seed: The seed of both runs.
        a: The value of arm a.
        b: The value of arm b.
    """

    seed: Hashable
    a: float
    b: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PairPicture:
    """All pairs of a comparison, and the difference a - b with its interval.

    Attributes:
        points: The pairs.
        difference: The mean of a - b.
        low: The lower end of the interval; None if there are too few pairs for an interval.
        high: The upper end of the interval; None if there are too few pairs for an interval.
    """

    points: tuple[PairPoint, ...]
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BandPoint:
    """The runs of one arm at one sparsity.

    Attributes:
        sparsity: The sparsity, in 0..1.
        n_runs: The number of runs.
        mean: The mean of their values.
        low: The lower end of the 95 % interval of the mean; None for a single run.
        high: The upper end of the interval; None for a single run.
        values: The value of each run, for the thin dots behind the band.
    """

    sparsity: float
    n_runs: int
    mean: float
    low: float | None
    high: float | None
    values: tuple[float, ...]


def pair_picture(
    a: Mapping[Hashable, float | None],
    b: Mapping[Hashable, float | None],
    comparisons: int = 1,
) -> PairPicture:
    """The picture of a comparison. Arguments and errors are those of `PairedComparison.of_pairs`.

    >>> picture = pair_picture({1: 0.99, 2: 0.98}, {1: 0.97, 2: 0.98})
    >>> picture.points[0], picture.low
    (PairPoint(seed=1, a=0.99, b=0.97), None)
    """
    pairs = Pairs.of(a, b)
    comparison = PairedComparison.of(pairs.a, pairs.b, comparisons)
    low, high = comparison.interval
    return PairPicture(
        points=tuple(
            PairPoint(seed=seed, a=of_a, b=of_b)
            for seed, of_a, of_b in zip(pairs.seeds, pairs.a, pairs.b, strict=True)
        ),
        difference=comparison.difference,
        low=low if math.isfinite(low) else None,
        high=high if math.isfinite(high) else None,
    )


def band(values: Mapping[float, Sequence[float]]) -> tuple[BandPoint, ...]:
    """The band of one arm: its mean and interval at each sparsity, from the lowest sparsity to the highest.

    Args:
        values: The values of the runs at each sparsity.

    Raises:
        StatisticsError: If a sparsity has no run, or a value is not a finite number.
        MissingPackageError: If SciPy is not installed.

    >>> [(point.sparsity, point.mean) for point in band({0.9: [0.5, 0.75], 0.5: [1.0, 1.0]})]
    [(0.5, 1.0), (0.9, 0.625)]
    """
    points = []
    for sparsity in sorted(values):
        summary = ArmStatistics.of(values[sparsity])
        low, high = summary.interval or (None, None)
        points.append(
            BandPoint(
                sparsity=sparsity,
                n_runs=summary.n_runs,
                mean=summary.mean,
                low=low,
                high=high,
                values=tuple(float(value) for value in values[sparsity]),
            )
        )
    return tuple(points)
