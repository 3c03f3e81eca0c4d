"""The comparisons that were planned before the runs share the level, and only they are in the family."""

import pytest

from pruning_core.errors import StatisticsError
from pruning_core.experiments.statistics.family import Family, PlannedComparison

FIRST = PlannedComparison(a="polynomial", b="constant")
SECOND = PlannedComparison(a="cosine", b="constant")
THIRD = PlannedComparison(a="polynomial", b="constant", measure="test_loss")
FAMILY = Family(planned=(FIRST, SECOND, THIRD), primary=FIRST)
SEVEN = dict.fromkeys(range(7), 1.0)
ZEROS = dict.fromkeys(range(7), 0.0)


def test_each_comparison_gets_its_part_of_the_level() -> None:
    assert len(FAMILY) == 3
    assert FAMILY.level == pytest.approx(0.05 / 3)
    assert FAMILY.pairs_needed == 7
    comparison = FAMILY.compare(SECOND, SEVEN, ZEROS)
    assert comparison.level == FAMILY.level
    assert comparison.verdict == "higher"


def test_six_pairs_are_enough_for_one_comparison_but_not_for_three() -> None:
    six = dict.fromkeys(range(6), 1.0)
    alone = Family(planned=(FIRST,), primary=FIRST)
    assert alone.compare(FIRST, six, ZEROS).verdict == "higher"
    assert FAMILY.compare(FIRST, six, ZEROS).verdict == "too few pairs"


def test_comparison_that_was_not_planned_is_refused() -> None:
    later = PlannedComparison(a="cosine", b="polynomial")
    with pytest.raises(StatisticsError, match="was not planned before the runs"):
        FAMILY.compare(later, SEVEN, ZEROS)


@pytest.mark.parametrize(
    ("planned", "primary", "message"),
    [
        ((), FIRST, "at least one comparison"),
        ((FIRST, FIRST), FIRST, "planned twice"),
        ((FIRST, PlannedComparison(a="constant", b="polynomial")), FIRST, "planned twice"),
        ((PlannedComparison(a="x", b="x"),), FIRST, "with itself"),
        ((SECOND,), FIRST, "polynomial and constant, test_accuracy: .* not planned"),
        (
            tuple(PlannedComparison(a=str(arm), b="constant") for arm in range(1001)),
            FIRST,
            "comparisons must be at most 1000",
        ),
    ],
)
def test_impossible_family_is_refused_in_words(
    planned: tuple[PlannedComparison, ...], primary: PlannedComparison, message: str
) -> None:
    with pytest.raises(StatisticsError, match=message):
        Family(planned=planned, primary=primary)
