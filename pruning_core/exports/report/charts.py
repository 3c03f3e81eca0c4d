"""The figures of a report: accuracy and loss, sparsity of each kernel, drift, thresholds, masks."""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from pruning_core.exports.report.line_chart import COLOURS, Axis, Line, Points, line_chart
from pruning_core.exports.report.mask_image import is_turned, mask_image
from pruning_core.exports.report.measurements import Measurements
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.curves import curve_steps
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import MasksMeasured
from pruning_core.schedules import Schedule

Spelling = Callable[[float], str]
PERCENT: Spelling = "{:.0%}".format
SHORT: Spelling = "{:.3g}".format


def learning_figures(config: RunConfig, found: Measurements) -> list[str]:
    """Accuracy and loss of batches, epochs and validation."""
    if not found.losses:
        return []
    epochs, plan = found.epochs, config.plan
    accuracy = learning_lines(
        plan,
        found.accuracies,
        [(epoch.step, epoch.accuracy) for epoch in epochs],
        [(epoch.step, epoch.validation_accuracy) for epoch in epochs],
    )
    loss = learning_lines(
        plan,
        found.losses,
        [(epoch.step, epoch.loss) for epoch in epochs],
        [(epoch.step, epoch.validation_loss) for epoch in epochs],
    )
    steps = step_axis(config)
    return [
        figure(
            "Accuracy",
            line_chart(
                accuracy,
                x=steps,
                y=Axis(title="accuracy", least=0, most=1, spell=PERCENT),
                description=f"Accuracy over steps{at_the_end(accuracy, PERCENT)}",
            ),
        ),
        figure(
            "Loss",
            line_chart(
                loss,
                x=steps,
                y=Axis(title="loss", least=0, most=largest(loss), spell=SHORT),
                description=f"Loss over steps{at_the_end(loss, SHORT)}",
            ),
        ),
    ]


def learning_lines(
    plan: TrainingPlan, batches: Points, epochs: Points, validation: Points
) -> list[Line]:
    """Batches in the background; epochs and validation with dots. Each says how many images it is over."""
    batch = f"each batch ({min(plan.batch_size, plan.training_examples):,} images)"
    lines = [Line(name=batch, points=batches, colour=1, faint=True)]
    if epochs:
        epoch = f"mean of an epoch ({plan.training_examples:,} images)"
        lines.append(Line(name=epoch, points=epochs, colour=1, marked=True))
    if any(height is not None for _step, height in validation):
        name = f"validation ({plan.validation_examples:,} images)"
        lines.append(Line(name=name, points=validation, colour=2, marked=True))
    return lines


def sparsity_figures(config: RunConfig, found: Measurements) -> list[str]:
    """Scheduled and measured sparsity of each pruned kernel."""
    figures = []
    for index, kernel in enumerate(config.pruned_kernels):
        schedule = config.schedule_of(kernel.layer)
        if schedule is None:
            continue
        lines = [
            Line(
                name="scheduled",
                points=scheduled(schedule, config.plan.total_steps),
                colour=1,
                dashed=True,
            ),
            Line(
                name="measured in the mask",
                points=measured_sparsity(found, index),
                colour=2,
                stepped=True,
            ),
        ]
        chart = line_chart(
            lines,
            x=step_axis(config),
            y=Axis(title="sparsity", least=0, most=1, spell=PERCENT),
            description=f"Sparsity of {kernel.layer} over steps{at_the_end(lines, '{:.2%}'.format)}",
        )
        figures.append(figure(f"{kernel.layer}, {kernel.n_weights:,} weights", chart))
    return figures


def scheduled(schedule: Schedule, total_steps: int) -> Points:
    """The scheduled sparsity at the steps that a curve is drawn at, from 1 on."""
    steps = curve_steps(schedule, total_steps)
    steps = steps[steps >= 1]
    sparsity = schedule.sparsity(steps).astype(np.float64)
    return list(zip(steps.tolist(), sparsity.tolist(), strict=True))


def measured_sparsity(found: Measurements, index: int) -> Points:
    """The measured sparsity of one kernel, from the first step to the last measured one."""
    updates = [(event.step, event.measured_sparsity[index]) for event in found.masks]
    last = max(found.last_step, updates[-1][0] if updates else 1)
    return [(1, 0.0), *updates, (last, updates[-1][1] if updates else 0.0)]


def magnitude_figures(config: RunConfig, found: Measurements) -> list[str]:
    """The drift of masked weights, and the thresholds below which weights are pruned."""
    drifts = [(event.step, event.drift) for event in found.drifts]
    thresholds = [(event.step, event.thresholds) for event in found.masks]
    return [
        *by_kernel(config, "Largest magnitude under each mask (drift)", drifts, stepped=False),
        *by_kernel(config, "Threshold of each mask", thresholds, stepped=True),
    ]


def by_kernel(
    config: RunConfig,
    caption: str,
    measured: Sequence[tuple[int, Sequence[float | None]]],
    *,
    stepped: bool,
) -> list[str]:
    """A figure with a line for each pruned kernel, or none where nothing was measured."""
    if not measured:
        return []
    lines = [
        Line(
            name=kernel.layer,
            points=[(step, values[index]) for step, values in measured],
            colour=index % COLOURS + 1,
            stepped=stepped,
        )
        for index, kernel in enumerate(config.pruned_kernels)
    ]
    y = Axis(title="magnitude", least=0, most=largest(lines), spell=SHORT)
    description = f"{caption}{at_the_end(lines, SHORT)}"
    return [figure(caption, line_chart(lines, x=step_axis(config), y=y, description=description))]


def mask_figures(found: Measurements) -> list[str]:
    """The latest picture of each mask."""
    if found.weights is None:
        return []
    step = found.weights.step
    return [
        figure(
            f"{picture.layer}, its inputs from left to right"
            if is_turned(picture)
            else picture.layer,
            f'<img src="{mask_image(picture)}" alt="Mask of {escape(picture.layer)} after '
            f'step {step:,}: {kept_text(found.masks, step, index)}">',
        )
        for index, picture in enumerate(found.weights.pictures)
    ]


def kept_text(masks: Sequence[MasksMeasured], step: int, index: int) -> str:
    """The number of weights that a mask keeps at an update, as text."""
    for event in masks:
        if event.step == step:
            return f"{event.kept[index]:,} weights are kept"
    return "kept weights are dark"


def figure(caption: str, content: str) -> str:
    """A figure with its caption above it."""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{content}</figure>"


def step_axis(config: RunConfig) -> Axis:
    """The steps of the whole training, also if it has not ended."""
    total = config.plan.total_steps
    return Axis(title="step", least=0, most=max(1, total), spell="{:,.0f}".format)


def largest(lines: Sequence[Line]) -> float:
    """The largest value of some lines, for the axis; 1 if no value is above 0."""
    heights = [height for line in lines for _x, height in line.points if height is not None]
    return max(heights, default=0.0) or 1.0


def at_the_end(lines: Sequence[Line], spell: Spelling) -> str:
    """The last value of each line, in words."""
    ends = [
        f"{line.name} {spell(height)} at step {step:,}"
        for line in lines
        for step, height in line.points[-1:]
        if height is not None
    ]
    return f": at the end {', '.join(ends)}." if ends else "."
