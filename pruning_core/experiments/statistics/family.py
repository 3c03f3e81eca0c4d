"""The comparisons that an experiment planned before its runs: they share the level 0.05."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.paired_comparison import PairedComparison
from pruning_core.experiments.statistics.pairs_needed import (
    check_comparisons,
    level_of,
    pairs_needed,
)
from pruning_core.texts import gettext, gettext_noop


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedComparison:
    """One question of an experiment: does arm a have a higher value than arm b?

    Args:
        a: The name of an arm.
        b: The name of the other arm.
        measure: The name of the measured quantity.
    """

    a: str
    b: str
    measure: str = "test_accuracy"

    @property
    def title(self) -> str:
        """The comparison in a few words, for messages and headings."""
        return gettext("{a} and {b}, {measure}", a=self.a, b=self.b, measure=self.measure)


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """All comparisons that an experiment planned before its runs started.

    With m planned comparisons, each one has the level 0.05 / m (Bonferroni), its test and its interval alike. So
    the probability that any of them finds a difference that does not exist is at most 0.05. What a reader
    looks at later does not change m: it is exploration, and is not in the family.

    Args:
        planned: The comparisons, without repetition.
        primary: The comparison, one of `planned`, that answers the question of the experiment.

    Raises:
        StatisticsError: If there is no comparison, a comparison is planned twice (also with its arms
            exchanged), compares an arm with itself, or the primary one is not planned.

    >>> accuracy = PlannedComparison(a="polynomial", b="constant")
    >>> loss = PlannedComparison(a="polynomial", b="constant", measure="test_loss")
    >>> family = Family(planned=(accuracy, loss), primary=accuracy)
    >>> len(family), family.level, family.pairs_needed
    (2, 0.025, 7)
    """

    planned: tuple[PlannedComparison, ...]
    primary: PlannedComparison

    def __post_init__(self) -> None:
        if not self.planned:
            raise StatisticsError("planned", gettext("a family needs at least one comparison"))
        check_comparisons(len(self.planned))
        contrasts = set()
        for comparison in self.planned:
            contrast = (frozenset({comparison.a, comparison.b}), comparison.measure)
            if comparison.a == comparison.b:
                message = gettext_noop("{title}: an arm cannot be compared with itself")
                raise StatisticsError("planned", gettext(message, title=comparison.title))
            if contrast in contrasts:
                message = gettext_noop(
                    "{title}: this comparison is planned twice, remove one of them"
                )
                raise StatisticsError("planned", gettext(message, title=comparison.title))
            contrasts.add(contrast)
        self.check_planned("primary", self.primary)

    def __len__(self) -> int:
        return len(self.planned)

    @property
    def level(self) -> float:
        """The level of each comparison: 0.05 / m."""
        return level_of(len(self))

    @property
    def pairs_needed(self) -> int:
        """The least number of pairs with which a comparison of the family can show a difference."""
        return pairs_needed(len(self))

    def compare(
        self,
        comparison: PlannedComparison,
        a: Mapping[Hashable, float | None],
        b: Mapping[Hashable, float | None],
    ) -> PairedComparison:
        """Answer one of the planned comparisons, at the level 0.05 / m.

        Args:
            comparison: One of `planned`.
            a: The value of arm a for each seed; None if it is missing.
            b: The value of arm b for each seed; None if it is missing.

        Raises:
            StatisticsError: If the comparison was not planned, no seed has two values, or a value is
                not a finite number.
        """
        self.check_planned("comparison", comparison)
        return PairedComparison.of_pairs(a, b, comparisons=len(self))

    def check_planned(self, field: str, comparison: PlannedComparison) -> None:
        """Check that a comparison is in the family.

        Raises:
            StatisticsError: If it is not.
        """
        if comparison not in self.planned:
            message = gettext(
                "{title}: this comparison was not planned before the runs, so it has no part of the level. "
                "Compare the arms outside the family, and call the result exploration.",
                title=comparison.title,
            )
            raise StatisticsError(field, message)
