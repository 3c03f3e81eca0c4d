"""The sentences and tables of a run's report."""

from collections.abc import Sequence
from html import escape

from pruning_core.data.facts import DATASETS
from pruning_core.exports.code.command import train_command
from pruning_core.exports.report.measurements import Measurements
from pruning_core.parameter import Parameter
from pruning_core.prediction.summary import schedule_sentence, summarise, title
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import (
    MasksMeasured,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStopped,
)
from pruning_core.runs.parameters import (
    PARAMETERS,
    describe_optimizer,
    value_for_people,
    values_of,
)
from pruning_core.schedules import Schedule

NO_NUMBER = "not a number"


def how_it_stands(config: RunConfig, found: Measurements) -> str:
    """How far the run came, in a sentence."""
    total, step = config.plan.total_steps, found.last_step
    match found.ended:
        case RunFinished():
            return f"Finished: all {total:,} steps were trained."
        case RunStopped(message=message):
            because = f" {message}" if message else ""
            return f"Stopped after step {step:,} of {total:,}: this is what was measured.{because}"
        case RunFailed(message=message) | RunInterrupted(message=message):
            return f"Ended early, after step {step:,} of {total:,}: {message}"
        case None:
            return f"Not ended yet: this is what was measured up to step {step:,} of {total:,}."


def schedules_in_words(config: RunConfig) -> list[str]:
    """What each schedule will do within the training, and to which kernels."""
    groups: dict[Schedule | None, list[str]] = {}
    for kernel in config.kernels:
        groups.setdefault(config.schedule_of(kernel.layer), []).append(kernel.layer)
    return [
        f"{', '.join(layers) if len(groups) > 1 else 'Every kernel'}: "
        + told(schedule, config.plan.total_steps)
        for schedule, layers in groups.items()
    ]


def told(schedule: Schedule | None, total_steps: int) -> str:
    """A schedule, and what its masks will do."""
    if schedule is None:
        return "not pruned."
    return f"{title(schedule)}. {schedule_sentence(schedule, summarise(schedule, total_steps))}"


def agreement(config: RunConfig, masks: Sequence[MasksMeasured], last_step: int) -> str:
    """Whether the masks hold what was predicted, in a sentence.

    They are read after every step, and an event says when what they hold, or should hold, changes:
    where no event says that both differ, they are equal.
    """
    if not config.pruned_kernels:
        return "Nothing is pruned in this run."
    if not masks:
        return "The masks were not updated yet."
    differing = [event for event in masks if event.kept != event.predicted]
    if not differing:
        return (
            f"Predicted and measured sparsity are equal at all {last_step:,} steps: each mask kept "
            "exactly as many weights as was known before the training."
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


def results_table(run: RunFinished, dense: RunFinished | None) -> str:
    """Test set and sizes, beside the dense baseline's where there is one."""
    head = ("Measured", "this run") + (() if dense is None else ("dense baseline",))
    results = (run,) if dense is None else (run, dense)
    rows = [
        ("Test accuracy", *(spelled("{:.2%}", result.test_accuracy) for result in results)),
        ("Test loss", *(spelled("{:.4f}", result.test_loss) for result in results)),
        (".h5", *(f"{result.h5_bytes:,} B" for result in results)),
        (".h5, zipped", *(f"{result.zipped_h5_bytes:,} B" for result in results)),
    ]
    return table("Test set and file sizes", head, rows)


def kernels_table(run: RunFinished) -> str:
    """The zeros in each kernel of the stripped model."""
    rows = [
        (
            kernel.layer,
            f"{kernel.n_weights:,}",
            f"{kernel.zeros:,}",
            f"{kernel.measured_sparsity:.4f}",
        )
        for kernel in run.kernels
    ]
    caption = "Zeros in each kernel of the stripped model"
    return table(caption, ("Kernel", "weights", "zeros", "sparsity"), rows)


def repeating(config: RunConfig, found: Measurements, link: str | None) -> str:
    """How the run is trained again, and with which versions it was."""
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
    """Whose data it is, and what may be done with it."""
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
    """A table of numbers or words; its first row and first column say what the others are."""
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


def spelled(form: str, value: float | None) -> str:
    """A measured number, or that it is none."""
    return NO_NUMBER if value is None else form.format(value)
