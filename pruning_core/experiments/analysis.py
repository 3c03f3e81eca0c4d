"""What the rows of an experiment show: the mean of each arm, and the answer to each planned comparison."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from pruning_core.experiments.arms import Comparison
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.rows import ResultRow
from pruning_core.experiments.statistics.arm import ArmStatistics
from pruning_core.experiments.statistics.measure import ACCURACY
from pruning_core.experiments.statistics.paired_comparison import PairedComparison
from pruning_core.experiments.statistics.sentences import describe
from pruning_core.runs.run import SEVERAL_HOSTS
from pruning_core.texts import gettext, ngettext


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmResult:
    """The results of one arm.

    Attributes:
        arm: The name of the arm.
        accuracy: Its test accuracies in a few figures, or None if no run has finished.
        sparsity: The mean measured sparsity of its finished runs, or None.
        seconds: The mean training time of its finished runs, or None.
    """

    arm: str
    accuracy: ArmStatistics | None
    sparsity: float | None
    seconds: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparisonResult:
    """The answer to one planned comparison, about the test accuracy.

    Attributes:
        comparison: The comparison.
        result: The statistics, or None if there is no pair yet.
        seeds_on_two_hosts: The seeds whose two runs were trained on different kinds of machines. They are
            not compared, because the numbers of such runs differ for another reason too.
        sentence: The answer in words.
    """

    comparison: Comparison
    result: PairedComparison | None
    seeds_on_two_hosts: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysis:
    """What an experiment shows.

    Attributes:
        arms: The results of each arm, in the order of the experiment.
        comparisons: The answers to the planned comparisons, the primary one first.
    """

    arms: tuple[ArmResult, ...]
    comparisons: tuple[ComparisonResult, ...]


def analyse(experiment: Experiment, rows: Sequence[ResultRow]) -> Analysis:
    """The means of the arms, and the answers to the comparisons that the experiment planned.

    All planned comparisons share the level 0.05, also those that have no pairs yet.

    Args:
        experiment: The experiment.
        rows: Its results, from `rows.Results`.
    """
    rows_by_arm: dict[str, list[ResultRow]] = {arm.name: [] for arm in experiment.arms}
    for row in rows:
        if row.state == "finished":
            rows_by_arm[row.arm].append(row)
    comparisons = sorted(experiment.comparisons, key=lambda each: not each.primary)
    return Analysis(
        arms=tuple(arm_result(arm, finished) for arm, finished in rows_by_arm.items()),
        comparisons=tuple(
            compare(each, rows_by_arm[each.a], rows_by_arm[each.b], family_size=len(comparisons))
            for each in comparisons
        ),
    )


def arm_result(arm: str, finished: Sequence[ResultRow]) -> ArmResult:
    """The results of one arm, from its finished runs."""
    accuracies = [row.accuracy for row in finished if row.accuracy is not None]
    return ArmResult(
        arm=arm,
        accuracy=ArmStatistics.of(accuracies) if accuracies else None,
        sparsity=mean([row.sparsity for row in finished if row.sparsity is not None]),
        seconds=mean([row.seconds for row in finished if row.seconds is not None]),
    )


def compare(
    comparison: Comparison, a: Sequence[ResultRow], b: Sequence[ResultRow], *, family_size: int
) -> ComparisonResult:
    """The answer to a comparison.

    Args:
        comparison: The comparison.
        a: The finished runs of the first arm.
        b: The finished runs of the second arm.
        family_size: The number of comparisons that share the level 0.05.
    """
    hosts_of_b = {row.seed: row.host for row in b}
    on_two_hosts = tuple(
        row.seed
        for row in a
        if row.seed in hosts_of_b
        and (row.host != hosts_of_b[row.seed] or row.host == SEVERAL_HOSTS)
    )
    # Those seeds are named with their own reason below, so they are not among the seeds without a value.
    values_of_a: dict[Hashable, float | None] = {
        row.seed: row.accuracy for row in a if row.seed not in on_two_hosts
    }
    values_of_b: dict[Hashable, float | None] = {
        row.seed: row.accuracy for row in b if row.seed not in on_two_hosts
    }
    pairs = [
        seed for seed, value in values_of_a.items() if None not in (value, values_of_b.get(seed))
    ]
    if not pairs:
        result, sentence = (
            None,
            gettext(
                "{a} and {b} have no pair of finished runs yet.", a=comparison.a, b=comparison.b
            ),
        )
    else:
        result = PairedComparison.of_pairs(values_of_a, values_of_b, comparisons=family_size)
        sentence = describe(result, a=comparison.a, b=comparison.b, measure=ACCURACY)
    if on_two_hosts:
        sentence = f"{sentence} {sentence_on_hosts(on_two_hosts)}"
    return ComparisonResult(
        comparison=comparison, result=result, seeds_on_two_hosts=on_two_hosts, sentence=sentence
    )


def sentence_on_hosts(seeds: Sequence[int]) -> str:
    """The sentence about pairs that are left out because of their machines.

    >>> sentence_on_hosts([3, 4])
    'Seeds 3, 4 are left out: their two runs were trained on different kinds of machines.'
    """
    return ngettext(
        "Seed {seeds} is left out: its two runs were trained on different kinds of machines.",
        "Seeds {seeds} are left out: their two runs were trained on different kinds of machines.",
        len(seeds),
        seeds=", ".join(map(str, seeds)),
    )


def mean(numbers: Sequence[float]) -> float | None:
    """The mean, or None if there are no numbers."""
    return sum(numbers) / len(numbers) if numbers else None


def analysis_table(arms: Sequence[ArmResult]) -> str:
    """The results of the arms as a table in plain text.

    >>> accuracy = ArmStatistics.of([0.99, 0.98])
    >>> print(analysis_table([ArmResult(arm="half", accuracy=accuracy, sparsity=0.5, seconds=3.0)]))
    arm   runs  accuracy      95 % interval  sparsity   seconds
    half     2   98.50 %   92.15 to 104.85    50.0 %       3.0
    """
    width = max(3, *(len(each.arm) for each in arms))
    lines = [f"{'arm':<{width}}  runs  accuracy      95 % interval  sparsity   seconds"]
    for each in arms:
        figures = each.accuracy
        runs, accuracy, interval = 0, "", ""
        if figures is not None:
            runs, accuracy = figures.n_runs, f"{100 * figures.mean:.2f} %"
            if figures.interval is not None:
                low, high = figures.interval
                interval = f"{100 * low:.2f} to {100 * high:.2f}"
        sparsity = "" if each.sparsity is None else f"{100 * each.sparsity:.1f} %"
        seconds = "" if each.seconds is None else f"{each.seconds:.1f}"
        lines.append(
            f"{each.arm:<{width}}  {runs:>4}  {accuracy:>8}  {interval:>16}  {sparsity:>8}  {seconds:>8}"
        )
    return "\n".join(lines)


def analysis_parts(analysis: Analysis) -> dict[str, object]:
    """The analysis as values of JSON: the figures of each arm, and the answer to each comparison."""
    return {
        "arms": [
            {
                "arm": each.arm,
                "n": 0 if each.accuracy is None else each.accuracy.n_runs,
                "accuracy": None if each.accuracy is None else each.accuracy.mean,
                "interval": None if each.accuracy is None else each.accuracy.interval,
                "sparsity": each.sparsity,
                "seconds": each.seconds,
            }
            for each in analysis.arms
        ],
        "comparisons": [comparison_parts(each) for each in analysis.comparisons],
    }


def comparison_parts(each: ComparisonResult) -> dict[str, object]:
    """One comparison as values of JSON. An interval without ends, for too few pairs, is null."""
    parts: dict[str, object] = {
        "a": each.comparison.a,
        "b": each.comparison.b,
        "primary": each.comparison.primary,
        "sentence": each.sentence,
    }
    if (result := each.result) is not None:
        is_too_few = result.verdict == "too few pairs"
        parts |= {
            "n_pairs": result.n_pairs,
            "difference": result.difference,
            "interval": None if is_too_few else result.interval,
            "p_value": result.p_value,
            "level": result.level,
            "verdict": result.verdict,
        }
    return parts
