"""The pictures of an experiment, one for each question, and a table with the same numbers."""

from collections.abc import Sequence

import streamlit as st

from pages.components.elements.markdown_table import markdown_table, show_table
from pages.components.experiments.charts import show_picture
from pages.components.experiments.charts.accuracy_by_sparsity import draw_accuracy_by_sparsity
from pages.components.experiments.charts.differences import draw_differences
from pages.components.experiments.charts.paired_runs import draw_paired_runs
from pages.components.session.widgets import escape_markdown
from pruning_core.experiments.analysis import Analysis, ComparisonResult
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.frontier import Frontier, frontiers
from pruning_core.experiments.rows import ResultRow
from pruning_core.experiments.statistics.picture import PairPicture, pair_picture
from pruning_core.texts import gettext, grouped


def show_pictures(
    experiment: Experiment, rows: Sequence[ResultRow], analysis: Analysis, *, key: str
) -> None:
    """Show the differences, the pairs of the primary comparison, and accuracy against sparsity.

    `key` is a name for the elements of this experiment on the page.
    """
    with_pairs = [each for each in analysis.comparisons if each.result is not None]
    if with_pairs:
        st.subheader(gettext("How large are the differences?"))
        show_picture(draw_differences(with_pairs), key=f"differences {key}")
        show_paired_runs(with_pairs[0], rows, n_planned=len(experiment.comparisons), key=key)
    if found := frontiers(experiment, rows):
        st.subheader(gettext("How does accuracy fall with sparsity?"))
        show_picture(draw_accuracy_by_sparsity(found), key=f"sparsities {key}")
        with st.expander(gettext("These numbers as a table")):
            for number, frontier in enumerate(found):
                table = f"**{escape_markdown(frontier.name)}**\n\n{frontier_table(frontier)}"
                show_table(table, key=f"sparsities-{key}-{number}")


def show_paired_runs(
    each: ComparisonResult, rows: Sequence[ResultRow], *, n_planned: int, key: str
) -> None:
    """Show the pairs of one comparison."""
    a, b = each.comparison.a, each.comparison.b
    values: dict[str, dict[object, float | None]] = {
        arm: {
            row.seed: row.accuracy
            for row in rows
            if row.arm == arm
            and row.state == "finished"
            and row.seed not in each.seeds_on_two_hosts
        }
        for arm in (a, b)
    }
    pairs = pair_picture(values[a], values[b], comparisons=n_planned)
    st.subheader(
        gettext("Do all pairs agree? {a} and {b}", a=escape_markdown(a), b=escape_markdown(b))
    )
    show_picture(draw_paired_runs(pairs, a=a, b=b), key=f"pairs {key}")
    with st.expander(gettext("These pairs as a table")):
        show_table(pair_table(pairs, a=a, b=b), key=f"pairs-{key}")


def pair_table(pairs: PairPicture, *, a: str, b: str) -> str:
    """The pairs as a table in Markdown."""
    points = pairs.points
    seeds = [gettext("seed {seed}", seed=point.seed) for point in points]
    return markdown_table(
        {
            escape_markdown(a): dict(
                zip(seeds, [f"{100 * p.a:.2f} %" for p in points], strict=True)
            ),
            escape_markdown(b): dict(
                zip(seeds, [f"{100 * p.b:.2f} %" for p in points], strict=True)
            ),
            gettext("Difference, points"): dict(
                zip(seeds, [f"{100 * (p.a - p.b):+.2f}" for p in points], strict=True)
            ),
        }
    )


def frontier_table(frontier: Frontier) -> str:
    """One way to train as a table in Markdown."""
    points = {f"{100 * point.sparsity:g} %": point for point in frontier.points}
    return markdown_table(
        {
            gettext("n"): {name: grouped(p.n_runs) for name, p in points.items()},
            gettext("Mean test accuracy"): {
                name: f"{100 * p.mean:.2f} %" for name, p in points.items()
            },
            gettext("95 % interval"): {
                name: "–"
                if p.low is None or p.high is None
                else gettext(
                    "{low} to {high}", low=f"{100 * p.low:.2f}", high=f"{100 * p.high:.2f}"
                )
                for name, p in points.items()
            },
        }
    )
