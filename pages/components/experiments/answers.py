"""What an experiment shows: the answer to each planned comparison, the figures of each arm, and the checklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from pages.components.elements.markdown_table import markdown_table, show_table
from pages.components.experiments.pictures import show_pictures
from pages.components.session.widgets import escape_markdown
from pruning_core.experiments.analysis import ArmResult, ComparisonResult, analyse
from pruning_core.experiments.checklist import SOURCE, checklist
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.measurements import measurements_of
from pruning_core.experiments.rows import ResultRow
from pruning_core.experiments.statistics.sentences import assumption, method
from pruning_core.texts import gettext, grouped, ngettext

NO_NUMBER = "–"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An experiment with its results, on a page.

    Attributes:
        experiment: The experiment.
        rows: One row for each arm and seed.
        code: The command that repeats the experiment.
        key: A name for the widgets of this experiment on the page.
    """

    experiment: Experiment
    rows: Sequence[ResultRow]
    code: str
    key: str

    @property
    def n_finished(self) -> int:
        """The number of runs that have finished."""
        return sum(row.state == "finished" for row in self.rows)

    @property
    def is_final(self) -> bool:
        """Whether every planned run has finished."""
        return self.n_finished == len(self.experiment)


def show_answers(shown: Shown) -> None:
    """Show everything that the results of an experiment say."""
    if not shown.n_finished:
        st.info(
            gettext("No run has finished yet. The answers appear here."), icon=":material/schedule:"
        )
        return
    analysis = analyse(shown.experiment, shown.rows)
    show_comparisons(shown, analysis.comparisons)
    st.subheader(gettext("Each arm"))
    show_table(arm_table(analysis.arms), key=f"arms-{shown.key}")
    st.caption(
        gettext(
            "The intervals are Student's t intervals of the mean, at 95 %. Two intervals that overlap say "
            "nothing about the difference, because they ignore the pairs."
        )
    )
    show_pictures(shown.experiment, shown.rows, analysis, key=shown.key)
    show_checklist(shown)


def show_comparisons(shown: Shown, comparisons: Sequence[ComparisonResult]) -> None:
    """Show the answer to each comparison that was planned before the runs, the primary one first."""
    st.subheader(gettext("The answer") if shown.is_final else gettext("The answer so far"))
    if not shown.is_final:
        st.warning(not_final_text(shown), icon=":material/hourglass_top:")
    if not comparisons:
        st.write(gettext("This experiment planned no comparison, so it answers none."))
        return
    for each in comparisons:
        show_comparison(each)
    n_pairs = [each.result.n_pairs for each in comparisons if each.result is not None]
    methods = dict.fromkeys(map(method, n_pairs))
    st.caption(" ".join([*methods, assumption()]))


def show_comparison(each: ComparisonResult) -> None:
    """Show the sentence of one comparison, with its numbers below."""
    mark = gettext("Primary comparison") if each.comparison.primary else gettext("Also planned")
    st.markdown(f"**{mark}.** {escape_markdown(each.sentence)}")
    if (result := each.result) is not None:
        parts = [
            ngettext("{count} pair", "{count} pairs", result.n_pairs),
            gettext(
                "p = {p} (level {level})", p=f"{result.p_value:.3g}", level=f"{result.level:.3g}"
            ),
        ]
        if result.effect_size is not None:
            parts.append(gettext("effect size d_z = {number}", number=f"{result.effect_size:.2f}"))
        st.caption(escape_markdown(" · ".join(parts)))


def not_final_text(shown: Shown) -> str:
    """The number of missing runs."""
    return gettext(
        "{done} of {runs} runs have finished. Nothing here is final until all have finished.",
        done=grouped(shown.n_finished),
        runs=grouped(len(shown.experiment)),
    )


def arm_table(arms: Sequence[ArmResult]) -> str:
    """The figures of each arm as a table in Markdown."""
    return markdown_table(transposed({escape_markdown(arm.arm): arm_cells(arm) for arm in arms}))


def arm_cells(arm: ArmResult) -> dict[str, str]:
    """The figures of one arm as text."""
    figures = arm.accuracy
    interval = None if figures is None else figures.interval
    return {
        gettext("n"): "0" if figures is None else grouped(figures.n_runs),
        gettext("Mean test accuracy"): NO_NUMBER
        if figures is None
        else f"{100 * figures.mean:.2f} %",
        gettext("95 % interval"): NO_NUMBER
        if interval is None
        else gettext(
            "{low} to {high}", low=f"{100 * interval[0]:.2f}", high=f"{100 * interval[1]:.2f}"
        ),
        gettext("Measured sparsity"): NO_NUMBER
        if arm.sparsity is None
        else f"{100 * arm.sparsity:.1f} %",
        gettext("Seconds"): NO_NUMBER if arm.seconds is None else f"{arm.seconds:.1f}",
    }


def transposed(rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Rows of cells as columns of cells.

    >>> transposed({"dense": {"n": "2"}, "half": {"n": "3"}})
    {'n': {'dense': '2', 'half': '3'}}
    """
    columns = next(iter(rows.values()))
    return {column: {row: cells[column] for row, cells in rows.items()} for column in columns}


def show_checklist(shown: Shown) -> None:
    """Show the checklist of Blalock et al. with the values that were measured."""
    with st.expander(gettext("What an experiment about pruning should report")):
        items = checklist(measurements_of(shown.experiment, shown.rows, code=shown.code))
        st.markdown(
            "\n".join(
                f"- {escape_markdown(item.question)} **{escape_markdown(item.answer_text)}**"
                for item in items
            )
        )
        st.caption(gettext("After {source}.", source=escape_markdown(SOURCE)))
