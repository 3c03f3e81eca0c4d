"""The parts of a picture in SVG. Colours are readable on light and dark pages; texts have the colour of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH = 400
MAX_WIDTH = 560
COLOURS = ("#2c88be", "#d98200", "#2e9e5b", "#b5559c", "#8a7d1d", "#c2504a")
MAX_NAME_CHARACTERS = 48
TARGET_TICKS = 4
STYLE = f"width:100%;max-width:{MAX_WIDTH}px;height:auto;display:block;font-family:inherit;color:inherit"
HALO = "paint-order:stroke;stroke:var(--st-background-color);stroke-width:4px;stroke-linejoin:round"
"""An edge in the colour of the page around the letters of a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """A linear axis of a picture.

    Attributes:
        low: The value at `start`.
        high: The value at `end`.
        start: The pixel of `low`.
        end: The pixel of `high`.
    """

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, values: Sequence[float], *, start: float, end: float) -> "Axis":
        """The axis with some space around the values.

        >>> Axis.around([1.0, 3.0], start=0, end=100).at(2.0)
        50.0
        """
        low, high = min(values), max(values)
        space = 0.08 * (high - low) or 0.05 * abs(high) or 1.0
        return cls(low=low - space, high=high + space, start=start, end=end)

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        """Round values on the axis.

        >>> Axis(low=96.3, high=98.4, start=0, end=1).ticks
        [96.5, 97.0, 97.5, 98.0]
        """
        step = round_step((self.high - self.low) / TARGET_TICKS)
        first, last = ceil(self.low / step), floor(self.high / step)
        return [round(number * step, 10) for number in range(first, last + 1)]


def round_step(step: float) -> float:
    """The nearest step of 1, 2 or 5 times a power of ten.

    >>> round_step(0.6), round_step(3.0), round_step(80)
    (0.5, 2.0, 100.0)
    """
    power = 10.0 ** floor(log10(step))
    factor = step / power
    return float((1 if factor < 1.5 else 2 if factor < 3.5 else 5 if factor < 7.5 else 10) * power)  # noqa: PLR2004  (the middles between the factors)


def picture(parts: Sequence[str], *, height: float, title: str) -> str:
    """A complete picture. The title is what a screen reader reads; a table has the numbers."""
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {WIDTH} {height:g}" style="{STYLE}">'
        f"{''.join(parts)}</svg>"
    )


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A line."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" {style}/>'


def dot(x: float, y: float, colour: str, *, radius: float = 4, title: str = "") -> str:
    """A dot. The pointer shows its title."""
    inner = f"<title>{escape(title)}</title>" if title else ""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}">{inner}</circle>'


def text(x: float, y: float, words: str, *, anchor: str = "start", size: float = 12) -> str:
    """A text in the colour of the page. Lines behind it do not cross its letters."""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size:g}" fill="currentColor" '
        f'style="{HALO}">'
        f"{escape(words)}</text>"
    )


def grid_line(x1: float, y1: float, x2: float, y2: float) -> str:
    """A thin line of the grid."""
    return line(x1, y1, x2, y2, 'stroke="currentColor" stroke-opacity="0.18"')


def vertical_axis(axis: Axis, *, left: float, right: float) -> list[str]:
    """The grid and the numbers of a vertical axis."""
    return [
        part
        for tick in axis.ticks
        for part in (
            grid_line(left, axis.at(tick), right, axis.at(tick)),
            text(left - 6, axis.at(tick) + 4, f"{tick:g}", anchor="end", size=11),
        )
    ]


def short_name(name: str) -> str:
    """A name that fits into a picture. The table below has the whole name."""
    if len(name) <= MAX_NAME_CHARACTERS:
        return name
    return f"{name[: MAX_NAME_CHARACTERS - 1]}…"
