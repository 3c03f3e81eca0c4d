"""Finds the pairs of two arms by the seeds of their runs."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.paired_differences import measured_value
from pruning_core.texts import gettext


@dataclass(frozen=True, kw_only=True, slots=True)
class Pairs:
    """The values of two arms on the same seeds.

    Attributes:
        seeds: The seeds that have a value in both arms, in the order of arm a.
        a: The values of arm a, one for each seed.
        b: The values of arm b, one for each seed.
        left_out: The seeds that have a value in one arm only.
    """

    seeds: tuple[Hashable, ...]
    a: tuple[float, ...]
    b: tuple[float, ...]
    left_out: tuple[Hashable, ...]

    @classmethod
    def of(cls, a: Mapping[Hashable, float | None], b: Mapping[Hashable, float | None]) -> "Pairs":
        """The pairs of two arms. A missing value is None.

        Raises:
            StatisticsError: If no seed has two values, or a value is not a finite number.

        >>> pairs = Pairs.of({0: 0.99, 1: 0.98, 2: 0.97}, {2: 0.96, 1: 0.95, 3: 0.94})
        >>> pairs.seeds, pairs.a, pairs.b, pairs.left_out
        ((1, 2), (0.98, 0.97), (0.95, 0.96), (0, 3))
        """
        of_a = {seed: value for seed, value in a.items() if value is not None}
        of_b = {seed: value for seed, value in b.items() if value is not None}
        seeds = tuple(seed for seed in of_a if seed in of_b)
        if not seeds:
            message = gettext("a and b have no seed in common: a pair is two runs with one seed")
            raise StatisticsError("b", message)
        return cls(
            seeds=seeds,
            a=tuple(measured_value(f"a[{seed!r}]", of_a[seed]) for seed in seeds),
            b=tuple(measured_value(f"b[{seed!r}]", of_b[seed]) for seed in seeds),
            left_out=tuple(seed for seed in {**a, **b} if seed not in seeds),
        )
