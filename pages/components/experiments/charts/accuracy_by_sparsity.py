"""The picture of accuracy against sparsity: a line with a band for each way to train, and a dot for each run."""

from collections.abc import Sequence

from pages.components.experiments.charts.svg import (
    COLOURS,
    WIDTH,
    Axis,
    dot,
    grid_line,
    picture,
    short_name,
    text,
    vertical_axis,
)
from pruning_core.experiments.frontier import Frontier
from pruning_core.experiments.statistics.picture import BandPoint
from pruning_core.texts import gettext

TOP, BOTTOM, LEFT, RIGHT = 26, 226, 52, 14
LEGEND_ROW = 17


def draw_accuracy_by_sparsity(frontiers: Sequence[Frontier]) -> str:
    """Draw the mean test accuracy with its 95 % band at each sparsity, both as percentages."""
    points = [point for each in frontiers for point in each.points]
    heights = [100 * value for point in points for value in (*point.values, *ends_of(point))]
    vertical = Axis.around(heights, start=BOTTOM, end=TOP)
    horizontal = Axis.around(
        [100 * point.sparsity for point in points], start=LEFT, end=WIDTH - RIGHT
    )
    parts = vertical_axis(vertical, left=LEFT, right=WIDTH)
    for tick in horizontal.ticks:
        x = horizontal.at(tick)
        parts += [
            grid_line(x, TOP, x, BOTTOM),
            text(x, BOTTOM + 15, f"{tick:g}", anchor="middle", size=11),
        ]
    parts += [
        text(0, 12, gettext("Test accuracy, %")),
        text(WIDTH, BOTTOM + 32, gettext("Sparsity at the end, %"), anchor="end"),
    ]
    for number, frontier in enumerate(frontiers):
        colour = COLOURS[number % len(COLOURS)]
        parts += draw_frontier(frontier, colour, horizontal, vertical)
        y = BOTTOM + 50 + LEGEND_ROW * number
        parts += [dot(6, y - 4, colour), text(16, y, short_name(frontier.name))]
    return picture(
        parts,
        height=BOTTOM + 56 + LEGEND_ROW * (len(frontiers) - 1),
        title=gettext(
            "Test accuracy against sparsity, with 95 % bands. The table has the numbers."
        ),
    )


def draw_frontier(frontier: Frontier, colour: str, horizontal: Axis, vertical: Axis) -> list[str]:
    """The band, the line and the dots of one way to train."""
    uppers = [(p, p.mean if p.high is None else p.high) for p in frontier.points]
    lowers = [(p, p.mean if p.low is None else p.low) for p in reversed(frontier.points)]
    means = [(p, p.mean) for p in frontier.points]

    def path(values: Sequence[tuple[BandPoint, float]]) -> str:
        return " ".join(
            f"{horizontal.at(100 * point.sparsity):g},{vertical.at(100 * value):g}"
            for point, value in values
        )

    parts = [
        f'<polygon points="{path([*uppers, *lowers])}" fill="{colour}" fill-opacity="0.2"/>',
        f'<polyline points="{path(means)}" fill="none" stroke="{colour}" stroke-width="2"/>',
    ]
    for point in frontier.points:
        x = horizontal.at(100 * point.sparsity)
        parts += [
            f'<g fill-opacity="0.45">{dot(x, vertical.at(100 * value), colour, radius=1.8)}</g>'
            for value in point.values
        ]
        parts.append(dot(x, vertical.at(100 * point.mean), colour, title=point_text(point)))
    return parts


def ends_of(point: BandPoint) -> list[float]:
    """The ends of a point's interval that exist."""
    return [end for end in (point.low, point.high) if end is not None]


def point_text(point: BandPoint) -> str:
    """A point in words."""
    return gettext(
        "{sparsity} % sparsity: {mean} % on average of {runs} runs",
        sparsity=f"{100 * point.sparsity:g}",
        mean=f"{100 * point.mean:.2f}",
        runs=point.n_runs,
    )
