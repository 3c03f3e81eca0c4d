"""The sentences and tables of a run's report."""

from collections.abc import Sequence
from html import escape

from pruning_core.data.facts import DATASETS
from pruning_core.exports.code.command import train_command
from pruning_core.exports.report.measurements import Measurements
from pruning_core.parameter import Parameter
from pruning_core.prediction.summary import schedule_sentence, summarise, title
from pruning_core.results.outcome import Outcome
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import MasksMeasured
from pruning_core.runs.parameters import (
    PARAMETERS,
    describe_optimizer,
    value_for_people,
    values_of,
)
from pruning_core.runs.states import RunState
from pruning_core.schedules import Schedule

MOST_UNREADABLE = 10


def how_it_stands(config: RunConfig, outcome: Outcome | None, last_step: int) -> str:
    """How far the run has got, in a sentence.

    Args:
        config: What is trained.
        outcome: What it ended with, or None while it has not ended.
        last_step: The last step that was measured.
    """
    total, step = config.plan.total_steps, last_step
    if outcome is None:
        return f"Not ended yet: this is what was measured up to step {step:,} of {total:,}."
    if outcome.finished:
        return f"Finished: all {total:,} steps were trained."
    if outcome.state is RunState.STOPPED:
        because = f" {outcome.message}" if outcome.message else ""
        return f"Stopped after step {step:,} of {total:,}: this is what was measured.{because}"
    return f"Ended early, after step {step:,} of {total:,}: {outcome.message}"


def schedules_in_words(config: RunConfig) -> list[str]:
    """What each schedule will do within the training, and to which kernels."""
    groups: dict[Schedule | None, list[str]] = {}
    for kernel in config.kernels:
        groups.setdefault(config.schedule_of(kernel.layer), []).append(kernel.layer)
    return [
        f"{', '.join(layers) if len(groups) > 1 else 'Every kernel'}: "
        + title_and_sentence(schedule, config.plan.total_steps)
        for schedule, layers in groups.items()
    ]


def title_and_sentence(schedule: Schedule | None, total_steps: int) -> str:
    """A schedule, and what the masks will do."""
    if schedule is None:
        return "not pruned."
    return f"{title(schedule)}. {schedule_sentence(schedule, summarise(schedule, total_steps))}"


def agreement(config: RunConfig, masks: Sequence[MasksMeasured], last_step: int) -> str:
    """Whether measured and predicted sparsity are equal, in a sentence.

    The masks are read after every step. An event is stored when the measured or the predicted count
    changes. So if no event shows a difference, the two were equal at every step.
    """
    if not config.pruned_kernels:
        return "Nothing is pruned in this run."
    if not masks:
        return "The masks were not updated yet."
    differing = [event for event in masks if event.kept != event.predicted]
    if not differing:
        return (
            f"Predicted and measured sparsity are equal at all {last_step:,} steps: each mask kept "
            "exactly as many weights as predicted before the training."
        )
    first = differing[0]
    kernels = "; ".join(
        f"{kernel.layer} kept {kept:,}, predicted {predicted:,}"
        for kernel, kept, predicted in zip(
            config.pruned_kernels, first.kept, first.predicted, strict=True
        )
        if kept != predicted
    )
    return f"Predicted and measured sparsity differ from step {first.step:,} on: {kernels}."


def left_out(unreadable: Sequence[str]) -> str:
    """The damaged events of a log: how many, and the first ones."""
    shown = unreadable[:MOST_UNREADABLE]
    total = "1 event is" if len(unreadable) == 1 else f"{len(unreadable):,} events are"
    which = "" if len(shown) == len(unreadable) else f" The first {len(shown)}:"
    return paragraph(f"{total} damaged, or from another version of the lab.{which}") + "".join(
        map(paragraph, shown)
    )


def settings_table(config: RunConfig) -> str:
    """Every parameter of the run, and the steps of its plan."""
    rows = [
        (parameter.title, setting(parameter, config))
        for parameter in PARAMETERS.values()
        if parameter.name != "validation_split" and not parameter.argument_of
    ]
    plan = config.plan
    steps = ("Steps", f"{plan.total_steps:,}, {plan.steps_per_epoch:,} an epoch")
    rows.insert(1 + [title for title, _value in rows].index("Epochs"), steps)
    return table("Settings", ("Setting", "value"), rows, words=True)


def setting(parameter: Parameter, config: RunConfig) -> str:
    """The value of a parameter, with the parameters that belong to it."""
    match parameter.name:
        case "num_examples":
            plan = config.plan
            return f"{plan.num_examples:,}, {plan.validation_examples:,} of them for validation"
        case "seed":  # a name rather than a count: no separators
            return str(config.seed)
        case "optimizer":
            return describe_optimizer(config)
        case name:
            return value_for_people(parameter, values_of(config)[name])


def repeating(config: RunConfig, found: Measurements, link: str | None) -> str:
    """How to train the run again, and the versions that it was trained with."""
    where = (
        "" if link is None else f'<p>In the lab: <a href="{escape(link)}">{escape(link)}</a></p>'
    )
    versions = {} if found.started is None else found.started.versions
    packages = table("Trained with", ("Package", "version"), [*versions.items()], words=True)
    return (
        "<p>With the same versions on the same machine, this command trains the same weights, "
        f"to the bit:</p><pre><code>{escape(train_command(config))}</code></pre>"
        f"{where}{packages if versions else ''}"
    )


def attribution(config: RunConfig) -> str:
    """The owner and the licence of the data."""
    facts = DATASETS[config.dataset]
    return (
        f"<p>Data: {escape(facts.attribution)}. "
        f'<a href="{escape(facts.licence_url)}">{escape(facts.licence)}</a></p>'
    )


def paragraph(text: str) -> str:
    """Some sentences."""
    return f"<p>{escape(text)}</p>"


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, words: bool = False
) -> str:
    """A table of numbers or words with a header row and a header column."""
    columns = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<table class="{"words" if words else "numbers"}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{columns}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
