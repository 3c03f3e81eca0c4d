"""The figures of a comparison's report: curves over steps, and accuracy against size and sparsity."""

from collections.abc import Iterator, Sequence
from functools import partial

from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.curves.buckets import Bucket, BucketTable, Curves
from pruning_core.exports.report.figures import SHORT, description, figure
from pruning_core.exports.report.line_chart import (
    COLOURS,
    PATTERNS,
    Axis,
    Line,
    NumberFormat,
    Points,
    line_chart,
)
from pruning_core.prediction.summary import percent_with_decimals
from pruning_core.texts import gettext

PERCENT_WITH_DECIMAL: NumberFormat = partial(percent_with_decimals, decimals=1)
MARGIN = 0.08
"""The part of a range that is free at each end of an axis."""


def curve_figures(curves: Sequence[Curves]) -> list[str]:
    """Accuracy, loss and sparsity of each run over steps. A figure without a line is left out."""
    steps, epochs = [each.steps for each in curves], [each.epochs for each in curves]
    measured = (
        (gettext("Validation accuracy"), points_of(epochs, "validation_accuracy"), True),
        (gettext("Training accuracy"), points_of(steps, "accuracy"), True),
        (gettext("Training loss"), points_of(steps, "loss"), False),
        (gettext("Measured sparsity"), [sparsity_points(table) for table in steps], True),
    )
    last = max((table.buckets[-1].step for table in steps if table.buckets), default=1)
    x = Axis(title=gettext("step"), least=0, most=last, write="{:,.0f}".format)
    return [
        curve_figure(title, run_lines(points), x=x, is_share=is_share)
        for title, points, is_share in measured
        if any(points)
    ]


def points_of(tables: Sequence[BucketTable], measure: str) -> list[Points]:
    """The means of a measurement in each bucket of each run."""
    return [list(measured_points(table.buckets, measure)) for table in tables]


def measured_points(
    buckets: Sequence[Bucket], measure: str
) -> Iterator[tuple[float, float | None]]:
    """The means of a measurement, from the first bucket with one."""
    if any(bucket.spreads[measure].count for bucket in buckets):
        yield from ((bucket.step, bucket.spreads[measure].mean) for bucket in buckets)


def sparsity_points(table: BucketTable) -> Points:
    """The measured sparsity at the end of each bucket."""
    return [(bucket.step, bucket.sparsity) for bucket in table.buckets]


def run_lines(points: Sequence[Points]) -> list[Line]:
    """A line for each run with points. The table of the report has the labels of the runs."""
    return [
        Line(
            name=gettext("run {number}", number=index + 1),
            points=points_of_run,
            colour=index % COLOURS + 1,
            pattern=index // COLOURS % (PATTERNS + 1),
        )
        for index, points_of_run in enumerate(points)
        if points_of_run
    ]


def curve_figure(title: str, lines: Sequence[Line], *, x: Axis, is_share: bool) -> str:
    """One figure with a line per run."""
    write = PERCENT_WITH_DECIMAL if is_share else SHORT
    values = [value for line in lines for _step, value in line.points if value is not None]
    y = axis_around(Axis(title=title, least=0, most=1, write=write), values or [0.0, 1.0])
    chart = line_chart(lines, x=x, y=y, description=description(title, lines, write))
    return figure(title, chart)


def front_figures(comparison: Comparison) -> list[str]:
    """Accuracy against size and against sparsity. The runs on the Pareto front are connected."""
    sizes = [None if size is None else size / 1_000 for size in comparison.sizes]
    sparsities = comparison.sparsities
    return [
        *front_figure(
            comparison,
            gettext("Test accuracy against size"),
            Axis(title=gettext("zipped .h5 in kB"), least=0, most=1),
            sizes,
            sorted(comparison.fronts.size, key=lambda index: sizes[index] or 0),
        ),
        *front_figure(
            comparison,
            gettext("Test accuracy against sparsity"),
            Axis(title=gettext("measured sparsity"), least=0, most=1, write=PERCENT_WITH_DECIMAL),
            comparison.sparsities,
            sorted(comparison.fronts.sparsity, key=lambda index: -(sparsities[index] or 0)),
        ),
    ]


def front_figure(
    comparison: Comparison,
    title: str,
    x: Axis,
    values: Sequence[float | None],
    front: Sequence[int],
) -> list[str]:
    """One figure with a point per run, or none if no run has both numbers.

    `front` is in the order in which a stair leads from point to point: the best value of x first.
    """
    pairs = [
        (index, value, accuracy)
        for index, (value, accuracy) in enumerate(zip(values, comparison.accuracies, strict=True))
        if value is not None and accuracy is not None
    ]
    if not pairs:
        return []
    points: list[Points] = [[] for _run in comparison.runs]
    for index, value, accuracy in pairs:
        points[index] = [(value, accuracy)]
    lines = [
        Line(name=line.name, points=line.points, colour=line.colour, marked=True)
        for line in run_lines(points)
    ]
    by_index = {index: (value, accuracy) for index, value, accuracy in pairs}
    on_front = [by_index[index] for index in front]
    name = gettext("Pareto front")
    lines.append(Line(name=name, points=on_front, colour=6, dashed=True, stepped=True))
    across = axis_around(x, [value for _index, value, _accuracy in pairs])
    accuracy_axis = Axis(
        title=gettext("test accuracy"), least=0, most=1, write=PERCENT_WITH_DECIMAL
    )
    down = axis_around(accuracy_axis, [accuracy for _index, _value, accuracy in pairs])
    numbers = ", ".join(str(index + 1) for index in front)
    in_words = gettext(
        "{title}. On the Pareto front: runs {numbers}.", title=title, numbers=numbers
    )
    return [figure(title, line_chart(lines, x=across, y=down, description=in_words))]


def axis_around(axis: Axis, values: Sequence[float]) -> Axis:
    """The axis with a range around some values."""
    least, most = min(values), max(values)
    margin = (most - least) * MARGIN or abs(most) / 10 or 1.0
    return Axis(title=axis.title, least=least - margin, most=most + margin, write=axis.write)
