"""Sentences about a comparison that a reader can repeat, also where the data show nothing."""

from collections.abc import Hashable
from math import floor, log10
from typing import TYPE_CHECKING

from pruning_core.experiments.statistics.measure import VALUE, Measure
from pruning_core.experiments.statistics.paired_differences import MAX_VALUES
from pruning_core.experiments.statistics.pairs_needed import pairs_needed
from pruning_core.experiments.statistics.sign_patterns import MAX_EXACT_PAIRS, MAX_PATTERNS
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

if TYPE_CHECKING:
    from pruning_core.experiments.statistics.paired_comparison import PairedComparison

MAX_NAMED_SEEDS = 10
"""The most seeds that a sentence lists."""

SHOWN = {
    ("higher", True): gettext_noop(
        "On {pairs}, {a} was better than {b}: its {measure} was {amount} higher ({interval} {low} to {high})."
    ),
    ("lower", True): gettext_noop(
        "On {pairs}, {a} was worse than {b}: its {measure} was {amount} lower ({interval} {low} to {high})."
    ),
    ("higher", False): gettext_noop(
        "On {pairs}, {a} was worse than {b}: its {measure} was {amount} higher ({interval} {low} to {high})."
    ),
    ("lower", False): gettext_noop(
        "On {pairs}, {a} was better than {b}: its {measure} was {amount} lower ({interval} {low} to {high})."
    ),
    ("higher", None): gettext_noop(
        "On {pairs}, the {measure} of {a} was {amount} higher than that of {b} ({interval} {low} to {high})."
    ),
    ("lower", None): gettext_noop(
        "On {pairs}, the {measure} of {a} was {amount} lower than that of {b} ({interval} {low} to {high})."
    ),
}
"""The sentences about a difference that the data show, by verdict and by whether higher is better."""


def describe(
    comparison: "PairedComparison", *, a: str = "a", b: str = "b", measure: Measure = VALUE
) -> str:
    """The result of a comparison in one to three sentences.

    Args:
        comparison: The comparison of arm a with arm b.
        a: The name of arm a.
        b: The name of arm b.
        measure: The measured quantity, with its unit and its better direction.

    >>> from textwrap import fill
    >>> from pruning_core.experiments.statistics.measure import ACCURACY
    >>> from pruning_core.experiments.statistics.paired_comparison import PairedComparison
    >>> comparison = PairedComparison.of([0.9921, 0.9931, 0.9918, 0.9925, 0.9924, 0.9929], [0.9904] * 6)
    >>> print(fill(describe(comparison, a="polynomial", b="constant", measure=ACCURACY), 100))
    On 6 pairs, polynomial was better than constant: its test accuracy was 0.21 points higher (95 %
    interval 0.14 to 0.27).
    >>> comparison = PairedComparison.of([0.9921, 0.9931], [0.9904, 0.9910])
    >>> print(fill(describe(comparison, a="polynomial", b="constant", measure=ACCURACY), 100))
    2 pairs cannot show a difference yet: a comparison needs at least 6 pairs. The test accuracy of
    polynomial minus that of constant was 0.19 points on average. 4 more pairs would show this
    difference, if its mean and its spread stay the same.
    """
    sentences: list[str | None]
    verdict = comparison.verdict
    match verdict:
        case "higher" | "lower":
            sentences = [sentence_on_shown_difference(comparison, a=a, b=b, measure=measure)]
        case "cannot tell":
            sentences = [sentence_on_unknown_sign(comparison, a=a, b=b, measure=measure)]
        case "too few pairs":
            sentences = [
                sentence_on_few_pairs(comparison),
                sentence_on_mean(comparison, a=a, b=b, measure=measure),
            ]
    sentences += [sentence_on_more_pairs(comparison), sentence_on_left_out(comparison.left_out)]
    return " ".join(filter(None, sentences))


def sentence_on_shown_difference(
    comparison: "PairedComparison", *, a: str, b: str, measure: Measure
) -> str:
    """The sentence if the interval excludes 0. Its numbers are positive: "higher" or "lower" is their sign."""
    low, high = sorted(abs(end) for end in comparison.interval)
    amount, low_text, high_text = measure.numbers(abs(comparison.difference), low, high)
    return gettext(
        SHOWN[comparison.verdict, measure.higher_is_better],
        pairs=pairs_text(comparison.n_pairs),
        a=a,
        b=b,
        measure=gettext(measure.name),
        amount=measure.amount_of_difference(amount),
        interval=interval_text(comparison),
        low=low_text,
        high=high_text,
    )


def sentence_on_unknown_sign(
    comparison: "PairedComparison", *, a: str, b: str, measure: Measure
) -> str:
    """The sentence if the interval contains 0."""
    if comparison.difference == 0 and comparison.standard_deviation == 0:
        return gettext(
            "On {pairs}, the {measure} of {a} and of {b} was the same in each pair: the data show no difference.",
            pairs=pairs_text(comparison.n_pairs),
            a=a,
            b=b,
            measure=gettext(measure.name),
        )
    mean, low, high = measure.numbers(comparison.difference, *comparison.interval)
    return gettext(
        "On {pairs}, the data cannot tell whether {a} or {b} has the higher {measure}: {a} minus {b} was "
        "{amount} on average ({interval} {low} to {high}).",
        pairs=pairs_text(comparison.n_pairs),
        a=a,
        b=b,
        measure=gettext(measure.name),
        amount=measure.amount_of_difference(mean),
        interval=interval_text(comparison),
        low=low,
        high=high,
    )


def sentence_on_few_pairs(comparison: "PairedComparison") -> str:
    """The sentence if there are so few pairs that no difference can be shown."""
    pairs = pairs_text(comparison.n_pairs)
    needed = grouped(pairs_needed(comparison.comparisons))
    if comparison.comparisons == 1:
        return gettext(
            "{pairs} cannot show a difference yet: a comparison needs at least {needed} pairs.",
            pairs=pairs,
            needed=needed,
        )
    return gettext(
        "{pairs} cannot show a difference yet: each of {comparisons} comparisons needs at least {needed} pairs.",
        pairs=pairs,
        needed=needed,
        comparisons=grouped(comparison.comparisons),
    )


def sentence_on_mean(comparison: "PairedComparison", *, a: str, b: str, measure: Measure) -> str:
    """The mean difference, without any claim."""
    (mean,) = measure.numbers(comparison.difference)
    return gettext(
        "The {measure} of {a} minus that of {b} was {amount} on average.",
        measure=gettext(measure.name),
        a=a,
        b=b,
        amount=measure.amount_of_difference(mean),
    )


def sentence_on_more_pairs(comparison: "PairedComparison") -> str | None:
    """How many more pairs would show the difference; None if it is shown, or cannot be computed."""
    more = comparison.more_pairs
    if not more:
        return None
    if comparison.n_pairs + more > MAX_VALUES:
        return gettext(
            "Even {most} pairs would not show a difference as small as this one.",
            most=grouped(MAX_VALUES),
        )
    return ngettext(
        "{count} more pair would show this difference, if its mean and its spread stay the same.",
        "{count} more pairs would show this difference, if its mean and its spread stay the same.",
        more,
    )


def sentence_on_left_out(seeds: tuple[Hashable, ...]) -> str | None:
    """The seeds that the comparison does not use; None if there are none.

    >>> sentence_on_left_out((3, 5))
    'Left out, because one run of the pair has no value: seeds 3, 5.'
    """
    if not seeds:
        return None
    names = ", ".join(str(seed) for seed in seeds[:MAX_NAMED_SEEDS])
    if len(seeds) > MAX_NAMED_SEEDS:
        names = gettext(
            "{names} and {number} more", names=names, number=grouped(len(seeds) - MAX_NAMED_SEEDS)
        )
    return ngettext(
        "Left out, because one run of the pair has no value: seed {seeds}.",
        "Left out, because one run of the pair has no value: seeds {seeds}.",
        len(seeds),
        seeds=names,
    )


def pairs_text(n_pairs: int) -> str:
    """The number of pairs in words.

    >>> pairs_text(1), pairs_text(10)
    ('1 pair', '10 pairs')
    """
    return ngettext("{count} pair", "{count} pairs", n_pairs)


def interval_text(comparison: "PairedComparison") -> str:
    """The name of the interval, with its level."""
    percent = percent_text(comparison.level)
    if comparison.comparisons == 1:
        return gettext("{percent} % interval", percent=percent)
    return gettext(
        "{percent} % interval, for one of {comparisons} comparisons:",
        percent=percent,
        comparisons=grouped(comparison.comparisons),
    )


def percent_text(level: float) -> str:
    """The level of an interval in per cent, with two digits of the rest to 100.

    >>> percent_text(0.05), percent_text(0.05 / 3), percent_text(0.05 / 50), percent_text(0.05 / 1000)
    ('95', '98.3', '99.9', '99.995')
    """
    decimals = 1 - floor(log10(100 * level))
    return f"{100 - 100 * level:.{decimals}f}".rstrip("0").rstrip(".")


def assumption() -> str:
    """What every test and interval of a comparison assumes, and what happens otherwise."""
    return gettext(
        "Test and interval assume that the differences are symmetric about their centre. If they are "
        "skewed, a 95 % interval contains the true mean difference in about 90 % of experiments."
    )


def method(n_pairs: int) -> str:
    """The test, with its number of sign patterns.

    >>> method(10)
    'Exact sign-flip test of the mean difference: all 1,024 sign patterns.'
    >>> method(20)
    'Sign-flip test of the mean difference: 32,767 random sign patterns with a fixed seed.'
    """
    if n_pairs <= MAX_EXACT_PAIRS:
        return gettext(
            "Exact sign-flip test of the mean difference: all {number} sign patterns.",
            number=grouped(2**n_pairs),
        )
    return gettext(
        "Sign-flip test of the mean difference: {number} random sign patterns with a fixed seed.",
        number=grouped(MAX_PATTERNS),
    )
