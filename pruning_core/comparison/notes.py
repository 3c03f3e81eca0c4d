"""Sentences about runs that lack something, and about what they are left out of."""

from collections.abc import Iterator, Sequence

from pruning_core.comparison.comparison import Comparison
from pruning_core.data.facts import DATASETS
from pruning_core.results.outcome import Outcome
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext


def missing_run_note(run_id: str, *, is_deleted: bool) -> str:
    """A sentence about an id in the link without a run."""
    if is_deleted:
        return gettext("Run {run} was deleted by who started it: it is left out.", run=run_id)
    return gettext(
        "There is no run {run} on this server: it may be from another server, or from another "
        "version of the lab.",
        run=run_id,
    )


def notes_of(comparison: Comparison) -> tuple[str, ...]:
    """A sentence for each problem that a visitor of the comparison must know."""
    return (
        *ended_early_notes(comparison),
        *unfinished_notes(comparison),
        *missing_number_notes(comparison),
        *other_data_notes(comparison),
        *without_validation_notes(comparison),
        *same_training_notes(comparison),
    )


def ended_early_notes(comparison: Comparison) -> Iterator[str]:
    """A sentence for each run that ended before its last step, with the reason."""
    for number, (run, outcome) in enumerate(
        zip(comparison.runs, comparison.outcomes, strict=True), start=1
    ):
        if outcome is not None and not outcome.finished:
            yield ended_early_note(number, run, outcome)


def ended_early_note(number: int, run: Run, outcome: Outcome) -> str:
    """A sentence about a run that ended before its last step."""
    stopped = gettext_noop(
        "Run {number} was stopped after step {step} of {total}: its curves are shown, and it has no "
        "results."
    )
    failed = gettext_noop(
        "Run {number} failed after step {step} of {total}: its curves are shown, and it has no "
        "results."
    )
    sentence = gettext(
        stopped if outcome.state is RunState.STOPPED else failed,
        number=number,
        step=grouped(outcome.step),
        total=grouped(run.config.plan.total_steps),
    )
    return f"{sentence} {outcome.message}".rstrip()


def unfinished_notes(comparison: Comparison) -> Iterator[str]:
    """A sentence about the runs that have not ended."""
    numbers = [n for n, outcome in enumerate(comparison.outcomes, start=1) if outcome is None]
    if numbers:
        yield ngettext(
            "Run {runs} has not ended: its curves grow on this page, and its results are missing.",
            "Runs {runs} have not ended: their curves grow on this page, and their results are missing.",
            len(numbers),
            runs=list_numbers(numbers),
        )


def missing_number_notes(comparison: Comparison) -> Iterator[str]:
    """A sentence about the finished runs without an accuracy, or without a size."""
    finished = [
        index
        for index, outcome in enumerate(comparison.outcomes)
        if outcome is not None and outcome.finished
    ]
    if diverged := [index + 1 for index in finished if comparison.accuracies[index] is None]:
        yield ngettext(
            "Run {runs} has no test accuracy, because its training diverged: it has no point in the "
            "charts of accuracy against size and sparsity, and its group has no mean accuracy.",
            "Runs {runs} have no test accuracy, because their trainings diverged: they have no points "
            "in the charts of accuracy against size and sparsity, and their groups have no mean accuracy.",
            len(diverged),
            runs=list_numbers(diverged),
        )
    if unsized := [index + 1 for index in finished if comparison.sizes[index] is None]:
        yield ngettext(
            "Run {runs} has no file size: it has no point in the chart of accuracy against size.",
            "Runs {runs} have no file sizes: they have no points in the chart of accuracy against size.",
            len(unsized),
            runs=list_numbers(unsized),
        )


def other_data_notes(comparison: Comparison) -> Iterator[str]:
    """A sentence for each data set that most runs do not use."""
    numbers_by_dataset: dict[str, list[int]] = {}
    for number, run in enumerate(comparison.runs, start=1):
        numbers_by_dataset.setdefault(run.config.dataset, []).append(number)
    for dataset, numbers in numbers_by_dataset.items():
        if dataset == comparison.dataset:
            continue
        yield ngettext(
            "Run {runs} uses {other}, and the comparison is about {dataset}: accuracies on different "
            "data cannot be compared, so this run is left out of the Pareto fronts.",
            "Runs {runs} use {other}, and the comparison is about {dataset}: accuracies on different "
            "data cannot be compared, so these runs are left out of the Pareto fronts.",
            len(numbers),
            runs=list_numbers(numbers),
            other=gettext(DATASETS[dataset].title),
            dataset=gettext(DATASETS[comparison.dataset].title),
        )


def without_validation_notes(comparison: Comparison) -> Iterator[str]:
    """A sentence about the runs without validation examples, if others have some."""
    examples = [run.config.plan.validation_examples for run in comparison.runs]
    numbers = [number for number, n_examples in enumerate(examples, start=1) if not n_examples]
    if 0 < len(numbers) < len(examples):
        yield ngettext(
            "Run {runs} has no validation examples: it has no curve of validation accuracy.",
            "Runs {runs} have no validation examples: they have no curves of validation accuracy.",
            len(numbers),
            runs=list_numbers(numbers),
        )


def same_training_notes(comparison: Comparison) -> Iterator[str]:
    """A sentence about each set of runs with the same settings and the same seed."""
    numbers_by_config: dict[str, list[int]] = {}
    for number, run in enumerate(comparison.runs, start=1):
        numbers_by_config.setdefault(run.config.to_json(), []).append(number)
    for numbers in numbers_by_config.values():
        if len(numbers) > 1:
            yield gettext(
                "Runs {runs} are the same training, with the same settings and seed: a mean counts "
                "them once.",
                runs=list_numbers(numbers),
            )


def list_numbers(numbers: Sequence[int]) -> str:
    """The numbers of some runs as text.

    >>> list_numbers([1, 4, 7])
    '1, 4, 7'
    """
    return ", ".join(map(str, numbers))
