"""The common parts of all figures of a report: captions, axes, number formats and descriptions."""

from collections.abc import Sequence
from functools import partial
from html import escape

from pruning_core.exports.report.line_chart import Axis, Line, NumberFormat
from pruning_core.prediction.summary import percent_with_decimals
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext, grouped

PERCENT: NumberFormat = partial(percent_with_decimals, decimals=0)
SHORT: NumberFormat = "{:.3g}".format


def figure(caption: str, content: str) -> str:
    """A figure with its caption above it."""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{content}</figure>"


def step_axis(config: RunConfig) -> Axis:
    """An axis with all steps of the training, even if it has not ended."""
    total = config.plan.total_steps
    return Axis(title=gettext("step"), least=0, most=max(1, total), write="{:,.0f}".format)


def largest(lines: Sequence[Line]) -> float:
    """The largest value of some lines, for the axis; 1 if no value is above 0."""
    heights = [height for line in lines for _x, height in line.points if height is not None]
    return max(heights, default=0.0) or 1.0


def description(name: str, lines: Sequence[Line], write: NumberFormat) -> str:
    """The name of a figure and the last value of each line, for screen readers."""
    ends = [
        gettext(
            "{line} {value} at step {step}",
            line=line.name,
            value=write(height),
            step=grouped(round(step)),
        )
        for line in lines
        for step, height in line.points[-1:]
        if height is not None
    ]
    if not ends:
        return f"{name}."
    return gettext("{figure}: at the end {values}.", figure=name, values=", ".join(ends))
