"""A line chart as inline SVG. It is small and has no scripts. The style sheet of the page sets the colours."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

WIDTH, HEIGHT = 480, 260
LEFT, RIGHT, TOP, BOTTOM = 68, 468, 14, 216
MAX_SPANS = 300
"""The number of spans of a long line. Only the ends and the extremes of each span are drawn."""
APPROXIMATE_TICKS = 6
COLOURS = 6
PATTERNS = 8

Points = Sequence[tuple[float, float | None]]
NumberFormat = Callable[[float], str]
"""Writes a number as text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of a chart.

    Attributes:
        name: The name of the line in the key below the chart.
        points: Pairs of x and y, with increasing x. If y is None, the line has a gap.
        colour: 1 to 6, for the classes `line-1` to `line-6` of the page's style sheet.
        stepped: Whether each value stays the same until the next point.
        marked: Whether each point has a dot.
        faint: Whether the line is drawn faintly, in the background.
        dashed: Whether the line is dashed.
        pattern: 1 to 8 for other dashes, for charts with more lines than colours; 0 for none.
    """

    name: str
    points: Points
    colour: int
    stepped: bool = False
    marked: bool = False
    faint: bool = False
    dashed: bool = False
    pattern: int = 0

    @property
    def classes(self) -> str:
        """The classes of the style sheet for this line."""
        styles = [style for style in ("faint", "dashed") if getattr(self, style)]
        if self.pattern:
            styles.append(f"pattern-{self.pattern}")
        return " ".join([f"line-{self.colour}", *styles])


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """An axis: its title, its range, and the format of its numbers."""

    title: str
    least: float
    most: float
    write: NumberFormat = "{:,.5g}".format


def line_chart(lines: Sequence[Line], *, x: Axis, y: Axis, description: str) -> str:
    """The chart, and the key to its lines below it, as HTML.

    Args:
        lines: The lines, drawn in this order.
        x: The horizontal axis.
        y: The vertical axis.
        description: What the chart shows, for screen readers.
    """
    drawn = "".join(draw(line, x, y) for line in lines)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(description)}">'
        f"{grid(x, y)}{drawn}</svg>{key(lines)}"
    )


def key(lines: Sequence[Line]) -> str:
    """The names of the lines."""
    entries = "".join(
        f'<li><svg viewBox="0 0 24 8" aria-hidden="true"><path class="{line.classes}" '
        f'd="M1 4H23"/>{dot(12, 4, line) if line.marked else ""}</svg>{escape(line.name)}</li>'
        for line in lines
    )
    return f'<ul class="key">{entries}</ul>'


def grid(x: Axis, y: Axis) -> str:
    """Grid lines, numbers and titles of both axes."""
    rows = "".join(
        f'<path class="grid" d="M{LEFT} {at:.1f}H{RIGHT}"/>'
        f'<text x="{LEFT - 6}" y="{at + 4:.1f}" class="end">{escape(y.write(tick))}</text>'
        for tick in ticks(y.least, y.most)
        for at in (position(tick, y, BOTTOM, TOP),)
    )
    columns = "".join(
        f'<text x="{position(tick, x, LEFT, RIGHT):.1f}" y="{BOTTOM + 18}" class="middle">'
        f"{escape(x.write(tick))}</text>"
        for tick in ticks(x.least, x.most)
    )
    titles = (
        f'<text x="{(LEFT + RIGHT) / 2}" y="{HEIGHT - 6}" class="middle">{escape(x.title)}</text>'
        f'<text x="{-(TOP + BOTTOM) / 2}" y="12" class="middle" transform="rotate(-90)">'
        f"{escape(y.title)}</text>"
    )
    return rows + columns + titles


def draw(line: Line, x: Axis, y: Axis) -> str:
    """A line, and its dots."""
    drawn = [
        None
        if height is None
        else (
            position(at, x, LEFT, RIGHT),
            position(min(max(height, y.least), y.most), y, BOTTOM, TOP),
        )
        for at, height in thin_points(line.points)
    ]
    parts: list[str] = []
    for before, point in pairwise([None, *drawn]):
        if point is None:
            continue
        if before is None:
            parts.append(f"M{point[0]:.1f} {point[1]:.1f}")
        elif line.stepped:
            parts.append(f"H{point[0]:.1f}V{point[1]:.1f}")
        else:
            parts.append(f"L{point[0]:.1f} {point[1]:.1f}")
    dots = "".join(dot(*point, line) for point in drawn if point is not None) if line.marked else ""
    return f'<path class="{line.classes}" d="{"".join(parts)}"/>{dots}'


def dot(across: float, down: float, line: Line) -> str:
    """A point of a line."""
    return f'<circle class="{line.classes}" cx="{across:.1f}" cy="{down:.1f}" r="3"/>'


def position(value: float, axis: Axis, start: float, end: float) -> float:
    """The coordinate of a value between two ends of the picture."""
    return start + (value - axis.least) / (axis.most - axis.least) * (end - start)


def thin_points(points: Points) -> Points:
    """The points to draw. A long line has only the first, lowest, highest and last point of each span.

    >>> len(thin_points([(step, step % 7) for step in range(100_000)])) <= 4 * MAX_SPANS
    True
    """
    if len(points) <= 4 * MAX_SPANS:
        return points
    size = math.ceil(len(points) / MAX_SPANS)
    thin: list[tuple[float, float | None]] = []
    for start in range(0, len(points), size):
        span = range(start, min(start + size, len(points)))
        finite = [index for index in span if points[index][1] is not None] or [start]
        extremes = (
            min(finite, key=lambda i: points[i][1] or 0),
            max(finite, key=lambda i: points[i][1] or 0),
        )
        thin += [points[index] for index in sorted({span[0], *extremes, span[-1]})]
    return thin


def ticks(least: float, most: float) -> list[float]:
    """Round numbers from `least` to `most`, at most seven of them.

    >>> ticks(0, 480)
    [0.0, 100.0, 200.0, 300.0, 400.0]
    """
    rough = (most - least) / (APPROXIMATE_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first = math.ceil(least / step - 1e-9)
    return [round(n * step, 12) for n in range(first, math.floor(most / step + 1e-9) + 1)]
