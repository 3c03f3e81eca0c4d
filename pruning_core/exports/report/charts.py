"""The figures of sparsity, drift, thresholds and masks."""

from collections.abc import Sequence
from html import escape

import numpy as np

from pruning_core.exports.report.figures import (
    PERCENT,
    SHORT,
    description,
    figure,
    largest,
    step_axis,
)
from pruning_core.exports.report.line_chart import COLOURS, Axis, Line, Points, line_chart
from pruning_core.exports.report.mask_image import is_turned, mask_image
from pruning_core.exports.report.measurements import Measurements
from pruning_core.prediction.curves import curve_steps
from pruning_core.prediction.summary import percent_with_decimals
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import MasksMeasured
from pruning_core.runs.events.parts import MaskPicture
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext, grouped


def sparsity_figures(config: RunConfig, measurements: Measurements) -> list[str]:
    """Scheduled and measured sparsity of each pruned kernel."""
    figures = []
    for index, kernel in enumerate(config.pruned_kernels):
        schedule = config.schedule_of(kernel.layer)
        if schedule is None:
            continue
        lines = [
            Line(
                name=gettext("scheduled"),
                points=scheduled(schedule, config.plan.total_steps),
                colour=1,
                dashed=True,
            ),
            Line(
                name=gettext("measured in the mask"),
                points=measured_sparsity(measurements, index),
                colour=2,
                stepped=True,
            ),
        ]
        name = gettext("Sparsity of {layer} over steps", layer=kernel.layer)
        chart = line_chart(
            lines,
            x=step_axis(config),
            y=Axis(title=gettext("sparsity"), least=0, most=1, write=PERCENT),
            description=description(name, lines, percent_with_decimals),
        )
        caption = gettext(
            "{layer}, {weights} weights", layer=kernel.layer, weights=grouped(kernel.n_weights)
        )
        figures.append(figure(caption, chart))
    return figures


def scheduled(schedule: Schedule, total_steps: int) -> Points:
    """The scheduled sparsity at the steps of a drawn curve, from step 1 on."""
    steps = curve_steps(schedule, total_steps)
    steps = steps[steps >= 1]
    sparsity = schedule.sparsity(steps).astype(np.float64)
    return list(zip(steps.tolist(), sparsity.tolist(), strict=True))


def measured_sparsity(measurements: Measurements, index: int) -> Points:
    """The measured sparsity of one kernel, from the first step to the last measured one."""
    updates = [(event.step, event.measured_sparsity[index]) for event in measurements.masks]
    last = max(measurements.last_step, updates[-1][0] if updates else 1)
    return [(1, 0.0), *updates, (last, updates[-1][1] if updates else 0.0)]


def magnitude_figures(config: RunConfig, measurements: Measurements) -> list[str]:
    """The drift of masked weights, and the thresholds below which weights are pruned."""
    drifts = [(event.step, event.drift) for event in measurements.drifts]
    thresholds = [(event.step, event.thresholds) for event in measurements.masks]
    return [
        *by_kernel(
            config, gettext("Largest magnitude under each mask (drift)"), drifts, stepped=False
        ),
        *by_kernel(config, gettext("Threshold of each mask"), thresholds, stepped=True),
    ]


def by_kernel(
    config: RunConfig,
    caption: str,
    measured: Sequence[tuple[int, Sequence[float | None]]],
    *,
    stepped: bool,
) -> list[str]:
    """A figure with one line for each pruned kernel; no figure if nothing was measured."""
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
    y = Axis(title=gettext("magnitude"), least=0, most=largest(lines), write=SHORT)
    in_words = description(caption, lines, SHORT)
    return [figure(caption, line_chart(lines, x=step_axis(config), y=y, description=in_words))]


def mask_figures(measurements: Measurements) -> list[str]:
    """The latest picture of each mask."""
    if measurements.weights is None:
        return []
    return [
        mask_figure(
            picture,
            measurements.weights.step,
            kept_text(measurements.masks, measurements.weights.step, index),
        )
        for index, picture in enumerate(measurements.weights.pictures)
    ]


def mask_figure(picture: MaskPicture, step: int, kept: str) -> str:
    """The picture of one mask.

    Args:
        picture: The picture.
        step: The step after which it was taken.
        kept: A short text about the kept weights.
    """
    caption = picture.layer
    if is_turned(picture):
        caption = gettext("{layer}, its inputs from left to right", layer=picture.layer)
    in_words = gettext(
        "Mask of {layer} after step {step}: {kept}",
        layer=picture.layer,
        step=grouped(step),
        kept=kept,
    )
    return figure(caption, f'<img src="{mask_image(picture)}" alt="{escape(in_words)}">')


def kept_text(masks: Sequence[MasksMeasured], step: int, index: int) -> str:
    """The number of weights that a mask keeps at an update, as text."""
    for event in masks:
        if event.step == step:
            return gettext("{number} weights are kept", number=grouped(event.kept[index]))
    return gettext("kept weights are dark")
