"""The report of a comparison: one HTML page with its tables and charts. It needs no scripts and no network."""

from collections.abc import Callable, Iterable
from html import escape

from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.curves.buckets import Curves
from pruning_core.comparison.curves.points import PointReader
from pruning_core.comparison.files.report_figures import curve_figures, front_figures
from pruning_core.comparison.notes import list_numbers, notes_of
from pruning_core.experiments.statistics.arm import ArmStatistics
from pruning_core.exports.addresses import check_address
from pruning_core.exports.report.elements import anchor, paragraph, scrollable, table
from pruning_core.exports.report.report import pictures, report_page, section
from pruning_core.exports.report.words import attribution
from pruning_core.prediction.summary import percent, percent_with_decimals
from pruning_core.runs.run import Run, StoredEvent
from pruning_core.texts import gettext, grouped, ngettext

NO_NUMBER = "–"


def comparison_report(
    comparison: Comparison,
    read_events: Callable[[str], Iterable[StoredEvent]],
    *,
    link: str | None = None,
) -> str:
    """The page: the runs, what differs, means over seeds, curves, and accuracy against size and sparsity.

    The page contains its styles and pictures. Its content security policy forbids everything else.

    Args:
        comparison: The runs.
        read_events: Returns the event log of a run.
        link: The address of the comparison in the lab, or None.

    Raises:
        FieldError: If the link is not a web address.
    """
    address = None if link is None else check_address("link", link)
    curves = [curves_of(run, read_events(run.id)) for run in comparison.runs]
    heading = ngettext("Comparison of {count} run", "Comparison of {count} runs", len(curves))
    sources = {run.config.dataset: attribution(run.config) for run in comparison.runs}
    return report_page(
        heading,
        browser_title=heading,
        introduction=introduction(comparison, address),
        content="".join(
            [
                section(gettext("What differs"), differences_table(comparison)),
                section(gettext("What is the same"), same_table(comparison)),
                section(gettext("Means over seeds"), groups_table(comparison)),
                section(gettext("Curves"), pictures(curve_figures(curves))),
                section(
                    gettext("Accuracy against size and sparsity"),
                    pictures(front_figures(comparison)),
                ),
            ]
        ),
        sources="".join(sources.values()),
    )


def curves_of(run: Run, events: Iterable[StoredEvent]) -> Curves:
    """The curves of a run."""
    curves = Curves(run.config.plan)
    curves.add(PointReader(run.config).read(events))
    return curves


def introduction(comparison: Comparison, link: str | None) -> str:
    """The notes about single runs, and the link."""
    notes = "".join(map(paragraph, notes_of(comparison)))
    if link is None:
        return notes
    return f"{notes}<p>{escape(gettext('In the lab:'))} {anchor(link, link)}</p>"


def differences_table(comparison: Comparison) -> str:
    """One row per run, with the settings and results that differ."""
    rows = [row for row in (*comparison.settings, *comparison.results) if row.differs]
    head = [gettext("Run"), gettext("id"), *(row.title for row in rows)]
    body = [
        [
            f"{index + 1} · {comparison.labels[index]}",
            run.id,
            *(row.cells[index] for row in rows),
        ]
        for index, run in enumerate(comparison.runs)
    ]
    caption = gettext("Settings and results that differ")
    return scrollable(escape(caption), table(caption, head, body, words=True))


def same_table(comparison: Comparison) -> str:
    """The settings and results that are the same in all runs."""
    rows = [row for row in (*comparison.settings, *comparison.results) if not row.differs]
    head = (gettext("Setting"), gettext("value in all runs"))
    body = [(row.title, row.cells[0]) for row in rows]
    return table(gettext("Settings and results of all runs"), head, body, words=True)


def groups_table(comparison: Comparison) -> str:
    """One row per group of runs that differ only in their seed, with means and intervals."""
    head = (
        gettext("Group"),
        gettext("runs that count"),
        gettext("test accuracy"),
        gettext("95 % interval"),
        gettext("zipped .h5"),
        gettext("measured sparsity"),
    )
    body = [
        (
            comparison.group_labels[number],
            list_numbers([index + 1 for index in group.counted]),
            *accuracy_cells(comparison.group_results[number].accuracy),
            mean_cell(
                comparison.group_results[number].size, lambda size: f"{grouped(round(size))} B"
            ),
            mean_cell(comparison.group_results[number].sparsity, percent),
        )
        for number, group in enumerate(comparison.groups)
    ]
    explanation = gettext(
        "A group has the runs that differ only in their seed. Each seed counts once. The interval is "
        "Student's t interval of the mean, which assumes normal values."
    )
    caption = gettext("Means of the groups")
    return paragraph(explanation) + scrollable(
        escape(caption), table(caption, head, body, words=True)
    )


def accuracy_cells(summary: ArmStatistics | None) -> tuple[str, str]:
    """The mean accuracy and its interval as text."""
    if summary is None:
        return NO_NUMBER, NO_NUMBER
    if summary.interval is None:
        return percent_with_decimals(summary.mean), gettext("none for one run")
    low, high = summary.interval
    interval = gettext(
        "{low} to {high}", low=percent_with_decimals(low), high=percent_with_decimals(high)
    )
    return percent_with_decimals(summary.mean), interval


def mean_cell(summary: ArmStatistics | None, write: Callable[[float], str]) -> str:
    """A mean as text."""
    return NO_NUMBER if summary is None else write(summary.mean)
