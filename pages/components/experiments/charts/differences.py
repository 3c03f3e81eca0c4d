"""The picture of all planned comparisons: each difference with its interval, and a line at zero."""

from collections.abc import Sequence
from math import isfinite

from pages.components.experiments.charts.svg import (
    COLOURS,
    WIDTH,
    Axis,
    dot,
    grid_line,
    line,
    picture,
    short_name,
    text,
)
from pruning_core.experiments.analysis import ComparisonResult
from pruning_core.texts import gettext

ROW, TOP, MARGIN = 40, 8, 14
BAR = f'stroke="{COLOURS[0]}" stroke-width="3" stroke-linecap="round"'
ZERO = 'stroke="currentColor" stroke-opacity="0.7" stroke-dasharray="4 3"'


def draw_differences(comparisons: Sequence[ComparisonResult]) -> str:
    """Draw each mean difference, in percentage points, with its interval if it has one.

    Args:
        comparisons: The comparisons that have pairs.
    """
    results = [(each.comparison, each.result) for each in comparisons if each.result is not None]
    ends = [100 * end for _c, result in results for end in (*result.interval, result.difference)]
    axis = Axis.around([0.0, *filter(isfinite, ends)], start=MARGIN, end=WIDTH - MARGIN)
    bottom = TOP + ROW * len(results)
    parts = [
        part
        for tick in axis.ticks
        for part in (
            grid_line(axis.at(tick), TOP, axis.at(tick), bottom),
            text(axis.at(tick), bottom + 14, f"{tick:g}", anchor="middle", size=11),
        )
    ]
    parts.append(line(axis.at(0), TOP, axis.at(0), bottom, ZERO))
    for number, (comparison, result) in enumerate(results):
        y = TOP + ROW * number + 28
        name = gettext("{a} minus {b}", a=comparison.a, b=comparison.b)
        parts.append(text(0, y - 13, short_name(f"★ {name}" if comparison.primary else name)))
        low, high = (100 * end for end in result.interval)
        if isfinite(low):
            parts.append(line(axis.at(low), y, axis.at(high), y, BAR))
        parts.append(dot(axis.at(100 * result.difference), y, COLOURS[0], radius=5, title=name))
    parts.append(
        text(WIDTH / 2, bottom + 32, gettext("Difference, percentage points"), anchor="middle")
    )
    title = gettext(
        "The mean difference of each planned comparison with its interval. The sentences above have the numbers."
    )
    return picture(parts, height=bottom + 40, title=title)
