"""The sentence of a comparison says what the data show, names both arms, and claims nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import PairedComparison
from pruning_core.experiments.statistics.measure import ACCURACY, LOSS, SIZE, VALUE, Measure
from pruning_core.experiments.statistics.pairs_needed import MAX_COMPARISONS
from pruning_core.experiments.statistics.sentences import describe
from tests.unit.experiments.statistics.values import pairs_of_values

CONSTANT = [0.9904, 0.9899, 0.9910, 0.9902, 0.9897, 0.9905, 0.9901]
POLYNOMIAL = [0.9929, 0.9921, 0.9931, 0.9918, 0.9925, 0.9924, 0.9903]
NUMBER = re.compile(r"-?\d[\d,]*\.?\d*(?:e[+-]\d+)?")


def sentence(a: object, b: object, measure: Measure = ACCURACY, comparisons: int = 1) -> str:
    comparison = PairedComparison.of(a, b, comparisons=comparisons)
    return describe(comparison, a="polynomial", b="constant", measure=measure)


def test_better_arm_is_named_with_amount_interval_and_number_of_pairs() -> None:
    assert sentence(POLYNOMIAL, CONSTANT) == (
        "On 7 pairs, polynomial was better than constant: its test accuracy was 0.19 points higher "
        "(95 % interval 0.10 to 0.25)."
    )


def test_worse_arm_is_named_if_its_accuracy_is_lower() -> None:
    assert (
        "polynomial was worse than constant: its test accuracy was 0.19 points lower"
        in sentence(CONSTANT, POLYNOMIAL)
    )


def test_lower_loss_is_better() -> None:
    assert "polynomial was better than constant: its test loss was 0.0100 lower" in sentence(
        [0.02] * 6, [0.03] * 6, LOSS
    )


def test_higher_loss_is_worse() -> None:
    assert "polynomial was worse than constant: its test loss was 0.0100 higher" in sentence(
        [0.03] * 6, [0.02] * 6, LOSS
    )


def test_measure_without_a_better_direction_is_only_higher_or_lower() -> None:
    assert sentence([3.0] * 6, [1.0] * 6, VALUE) == (
        "On 6 pairs, the value of polynomial was 2.0000 higher than that of constant "
        "(95 % interval 2.0000 to 2.0000)."
    )


def test_bytes_are_whole_and_grouped() -> None:
    assert "its file size was 1,200 bytes lower" in sentence([1000] * 6, [2200] * 6, SIZE)


def test_data_that_cannot_tell_have_a_sentence_with_the_number_of_further_pairs() -> None:
    text = sentence(
        [0.991, 0.992, 0.990, 0.993, 0.989, 0.991], [0.990, 0.991, 0.991, 0.990, 0.990, 0.990]
    )
    assert text == (
        "On 6 pairs, the data cannot tell whether polynomial or constant has the higher test accuracy: "
        "polynomial minus constant was 0.07 points on average (95 % interval -0.10 to 0.30). "
        "18 more pairs would show this difference, if its mean and its spread stay the same."
    )


def test_too_few_pairs_have_a_sentence_with_the_number_that_is_needed() -> None:
    assert sentence(POLYNOMIAL[:5], CONSTANT[:5]) == (
        "5 pairs cannot show a difference yet: a comparison needs at least 6 pairs. "
        "The test accuracy of polynomial minus that of constant was 0.22 points on average. "
        "1 more pair would show this difference, if its mean and its spread stay the same."
    )


def test_a_single_pair_claims_nothing_about_further_pairs() -> None:
    assert sentence([0.99], [0.98]) == (
        "1 pair cannot show a difference yet: a comparison needs at least 6 pairs. "
        "The test accuracy of polynomial minus that of constant was 1.00 points on average."
    )


def test_several_comparisons_are_named_with_the_level_of_the_interval() -> None:
    assert "(98.3 % interval, for one of 3 comparisons: 0.02 to 0.28)" in sentence(
        POLYNOMIAL, CONSTANT, comparisons=3
    )
    assert "each of 5 comparisons needs at least 8 pairs" in sentence(
        POLYNOMIAL, CONSTANT, comparisons=5
    )


def test_equal_arms_have_their_own_sentence() -> None:
    assert sentence(CONSTANT, CONSTANT) == (
        "On 7 pairs, the test accuracy of polynomial and of constant was the same in each pair: "
        "the data show no difference."
    )


def test_difference_that_is_too_small_for_any_experiment_is_said() -> None:
    a = [1.0, -1.0] * 4 + [0.001]
    assert "Even 1,000 pairs would not show a difference as small as this one." in sentence(
        a, [0.0] * 9
    )


@given(values=pairs_of_values(), comparisons=st.integers(1, MAX_COMPARISONS))
def test_sentence_says_better_or_worse_only_if_the_interval_excludes_zero(
    values: tuple[list[float], list[float]], comparisons: int
) -> None:
    comparison = PairedComparison.of(*values, comparisons=comparisons)
    low, high = comparison.interval
    text = describe(comparison, a="A", b="B", measure=ACCURACY)
    assert ("A was better than B" in text) == (low > 0)
    assert ("A was worse than B" in text) == (high < 0)
    if low > 0 or high < 0:
        amounts = NUMBER.findall(text.split("its test accuracy was")[1].split("(")[0])
        assert [float(amount.replace(",", "")) > 0 for amount in amounts] == [True]


@pytest.mark.parametrize("measure", [ACCURACY, LOSS, SIZE, VALUE])
def test_no_end_of_an_interval_without_zero_reads_as_zero(measure: Measure) -> None:
    a = [1e-5, 1e-3, 2e-3, 1e-3, 3e-3, 2e-3]
    text = sentence(a, [0.0] * 6, measure)
    low = text.split("interval ")[1].split(" to ")[0]
    assert float(low) > 0


def test_assumption_and_method_are_said_for_every_comparison() -> None:
    few, many = PairedComparison.of([1.0], [0.0]), PairedComparison.of([1.0] * 17, [0.0] * 17)
    assert "symmetric about their centre" in few.assumption
    assert few.assumption == many.assumption
    assert "all 2 sign patterns" in few.method
    assert "32,767 random sign patterns" in many.method
