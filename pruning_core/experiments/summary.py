"""The mean accuracy of each arm of an experiment, from the rows of its results."""

from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.rows import ResultRow


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmSummary:
    """The results of one arm.

    Attributes:
        arm: The name of the arm.
        n: The number of finished runs with an accuracy.
        accuracy: Their mean accuracy, or None if there are none.
        sparsity: Their mean sparsity, or None.
    """

    arm: str
    n: int
    accuracy: float | None
    sparsity: float | None


def summarize(experiment: Experiment, rows: Sequence[ResultRow]) -> list[ArmSummary]:
    """The results of each arm, in the order of the experiment."""
    return [summary_of(arm.name, rows) for arm in experiment.arms]


def summary_of(arm: str, rows: Sequence[ResultRow]) -> ArmSummary:
    """The results of one arm."""
    finished = [row for row in rows if row.arm == arm and row.state == "finished"]
    accuracies = [row.accuracy for row in finished if row.accuracy is not None]
    sparsities = [row.sparsity for row in finished if row.sparsity is not None]
    return ArmSummary(
        arm=arm, n=len(accuracies), accuracy=mean(accuracies), sparsity=mean(sparsities)
    )


def mean(numbers: Sequence[float]) -> float | None:
    """The mean, or None if there are no numbers."""
    return sum(numbers) / len(numbers) if numbers else None


def summary_table(summaries: Sequence[ArmSummary]) -> str:
    """The results as a table in plain text.

    >>> print(summary_table([ArmSummary(arm="half", n=3, accuracy=0.98765, sparsity=0.5)]))
    arm   runs  accuracy  sparsity
    half     3   98.77 %    50.0 %
    """
    width = max(len(each.arm) for each in summaries)
    lines = [f"{'arm':<{width}}  runs  accuracy  sparsity"]
    for each in summaries:
        accuracy = "" if each.accuracy is None else f"{100 * each.accuracy:.2f} %"
        sparsity = "" if each.sparsity is None else f"{100 * each.sparsity:.1f} %"
        lines.append(f"{each.arm:<{width}}  {each.n:>4}  {accuracy:>8}  {sparsity:>8}")
    return "\n".join(lines)
