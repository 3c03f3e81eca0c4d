"""The picture of one comparison: a dot for each run, and a line for each pair."""

from pages.components.experiments.charts.svg import (
    COLOURS,
    WIDTH,
    Axis,
    dot,
    line,
    picture,
    short_name,
    text,
    vertical_axis,
)
from pruning_core.experiments.statistics.picture import PairPicture
from pruning_core.texts import gettext

HEIGHT, TOP, BOTTOM, LEFT = 260, 26, 236, 52
LINE = 'stroke="currentColor" stroke-opacity="0.45" stroke-width="1.5"'


def draw_paired_runs(pairs: PairPicture, *, a: str, b: str) -> str:
    """Draw the test accuracy of both runs of each pair, as percentages.

    Args:
        pairs: The pairs of the comparison.
        a: The name of the first arm.
        b: The name of the second arm.
    """
    values = [100 * value for point in pairs.points for value in (point.a, point.b)]
    axis = Axis.around(values, start=BOTTOM, end=TOP)
    x_b, x_a = LEFT + 0.22 * (WIDTH - LEFT), LEFT + 0.78 * (WIDTH - LEFT)
    parts = vertical_axis(axis, left=LEFT, right=WIDTH)
    parts.append(text(0, 12, gettext("Test accuracy, %")))
    for point in pairs.points:
        y_b, y_a = axis.at(100 * point.b), axis.at(100 * point.a)
        parts += [
            line(x_b, y_b, x_a, y_a, LINE),
            dot(x_b, y_b, COLOURS[1], title=run_text(b, point.seed, point.b)),
            dot(x_a, y_a, COLOURS[0], title=run_text(a, point.seed, point.a)),
        ]
    parts += [
        text(x_b, HEIGHT - 6, short_name(b)[:24], anchor="middle"),
        text(x_a, HEIGHT - 6, short_name(a)[:24], anchor="middle"),
    ]
    title = gettext(
        "Test accuracy of {a} and of {b}, with a line for each pair. The table has the numbers.",
        a=a,
        b=b,
    )
    return picture(parts, height=HEIGHT, title=title)


def run_text(arm: str, seed: object, value: float) -> str:
    """One run in words."""
    return gettext(
        "{arm}, seed {seed}: {number} %", arm=arm, seed=seed, number=f"{100 * value:.2f}"
    )
