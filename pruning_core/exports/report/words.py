"""The sentences and tables of a run's report."""

from collections.abc import Sequence
from html import escape

from pruning_core.data.facts import DATASETS
from pruning_core.exports.code.command import train_command
from pruning_core.exports.report.elements import anchor, paragraph, table
from pruning_core.exports.report.measurements import Measurements
from pruning_core.parameter import Parameter
from pruning_core.prediction.summary import schedule_sentence, summarise, title
from pruning_core.results.outcome import Outcome
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import MasksMeasured
from pruning_core.runs.parameters import (
    PARAMETERS,
    describe_optimizer,
    value_for_people,
    values_of,
)
from pruning_core.runs.states import RunState
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext, grouped, ngettext

MAX_UNREADABLE_SENTENCES = 10


def progress_sentence(config: RunConfig, outcome: Outcome | None, last_step: int) -> str:
    """A sentence about the progress of the run, or about its end.

    Args:
        config: The config of the run.
        outcome: The outcome of the run, or None if the run has not ended.
        last_step: The last step that was measured.
    """
    total, step = grouped(config.plan.total_steps), grouped(last_step)
    if outcome is None:
        return gettext(
            "Not ended yet. The report shows the measurements up to step {step} of {total}.",
            step=step,
            total=total,
        )
    if outcome.finished:
        return gettext("Finished: all {total} steps were trained.", total=total)
    if outcome.state is RunState.STOPPED:
        stopped = gettext(
            "Stopped after step {step} of {total}. The report shows the measurements up to there.",
            step=step,
            total=total,
        )
        return f"{stopped} {outcome.message}".rstrip()
    return gettext(
        "Ended early, after step {step} of {total}: {reason}",
        step=step,
        total=total,
        reason=outcome.message,
    )


def schedules_in_words(config: RunConfig) -> list[str]:
    """A sentence about each schedule: which kernels it prunes, and its effect in this training."""
    groups: dict[Schedule | None, list[str]] = {}
    for kernel in config.kernels:
        groups.setdefault(config.schedule_of(kernel.layer), []).append(kernel.layer)
    return [
        gettext(
            "{kernels}: {schedule}",
            kernels=", ".join(layers) if len(groups) > 1 else gettext("Every kernel"),
            schedule=title_and_sentence(schedule, config.plan.total_steps),
        )
        for schedule, layers in groups.items()
    ]


def title_and_sentence(schedule: Schedule | None, total_steps: int) -> str:
    """The title of a schedule, and a sentence about its masks."""
    if schedule is None:
        return gettext("not pruned.")
    return f"{title(schedule)}. {schedule_sentence(schedule, summarise(schedule, total_steps))}"


def agreement_sentence(config: RunConfig, masks: Sequence[MasksMeasured], last_step: int) -> str:
    """A sentence that says whether measured and predicted sparsity are equal.

    The masks are read after every step. An event is stored when the measured or the predicted count
    changes. So if no event shows a difference, the two were equal at every step.
    """
    if not config.pruned_kernels:
        return gettext("Nothing is pruned in this run.")
    if not masks:
        return gettext("The masks were not updated yet.")
    differing = [event for event in masks if event.kept != event.predicted]
    if not differing:
        return gettext(
            "Predicted and measured sparsity are equal at all {steps} steps: each mask kept "
            "exactly as many weights as predicted before the training.",
            steps=grouped(last_step),
        )
    first = differing[0]
    kernels = "; ".join(
        gettext(
            "{layer} kept {kept}, predicted {predicted}",
            layer=kernel.layer,
            kept=grouped(kept),
            predicted=grouped(predicted),
        )
        for kernel, kept, predicted in zip(
            config.pruned_kernels, first.kept, first.predicted, strict=True
        )
        if kept != predicted
    )
    return gettext(
        "Predicted and measured sparsity differ from step {step} on: {kernels}.",
        step=grouped(first.step),
        kernels=kernels,
    )


def damaged_events(unreadable: Sequence[str]) -> str:
    """The number of damaged events in a log, and sentences about the first ones."""
    first = unreadable[:MAX_UNREADABLE_SENTENCES]
    total = ngettext(
        "{count} event is damaged, or from another version of the lab.",
        "{count} events are damaged, or from another version of the lab.",
        len(unreadable),
    )
    if len(first) < len(unreadable):
        total += " " + gettext("The first {number}:", number=len(first))
    return "".join(map(paragraph, (total, *first)))


def settings_table(config: RunConfig) -> str:
    """Every parameter of the run, and the steps of its plan."""
    rows = [
        (gettext(parameter.title), setting(parameter, config))
        for parameter in PARAMETERS.values()
        if parameter.name != "validation_split" and not parameter.argument_of
    ]
    plan = config.plan
    steps = gettext(
        "{total}, {each} per epoch",
        total=grouped(plan.total_steps),
        each=grouped(plan.steps_per_epoch),
    )
    after_epochs = 1 + [title for title, _value in rows].index(gettext(PARAMETERS["epochs"].title))
    rows.insert(after_epochs, (gettext("Steps"), steps))
    return table(gettext("Settings"), (gettext("Setting"), gettext("value")), rows, words=True)


def setting(parameter: Parameter, config: RunConfig) -> str:
    """The value of a parameter, with the values of the parameters that belong to it."""
    match parameter.name:
        case "num_examples":
            plan = config.plan
            return gettext(
                "{examples}, {validation} of them for validation",
                examples=grouped(plan.num_examples),
                validation=grouped(plan.validation_examples),
            )
        case "seed":  # a seed is not a count, so it has no separators
            return str(config.seed)
        case "optimizer":
            return describe_optimizer(config)
        case name:
            return value_for_people(parameter, values_of(config)[name])


def how_to_repeat(config: RunConfig, measurements: Measurements, link: str | None) -> str:
    """The command that trains the run again, and the versions of the packages."""
    same_weights = gettext(
        "With the same versions on the same machine, this command trains the same weights, to the bit:"
    )
    parts = [paragraph(same_weights), f"<pre><code>{escape(train_command(config))}</code></pre>"]
    if link is not None:
        parts.append(f"<p>{escape(gettext('In the lab:'))} {anchor(link, link)}</p>")
    if measurements.started is not None and measurements.started.versions:
        head = (gettext("Package"), gettext("version"))
        versions = [*measurements.started.versions.items()]
        parts.append(table(gettext("Trained with"), head, versions, words=True))
    return "".join(parts)


def attribution(config: RunConfig) -> str:
    """The owner and the licence of the data."""
    facts = DATASETS[config.dataset]
    owner = escape(gettext("Data: {owner}.", owner=facts.attribution))
    return f"<p>{owner} {anchor(facts.licence_url, facts.licence)}</p>"
