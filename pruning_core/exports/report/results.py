"""The report's parts about a finished run: test set, zeros, model files, times and mistakes."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np

from pruning_core.data.paths import DatasetPaths
from pruning_core.data.png import png_address
from pruning_core.errors import DatasetError, ResultsError
from pruning_core.exports.report.charts import figure
from pruning_core.exports.report.words import paragraph, table
from pruning_core.results.headlines import (
    NO_NUMBER,
    ZEROS_COLUMNS,
    ZEROS_TITLE,
    headlines,
    images_sentence,
    zeros_rows,
)
from pruning_core.results.litert import Kernels
from pruning_core.results.mistakes import confusion, mistakes
from pruning_core.results.model_results import ModelResults, Timing
from pruning_core.results.outcome import Outcome
from pruning_core.results.results import Results
from pruning_core.results.sizes import NetworkFiles, sizes
from pruning_core.results.times import NOT_AVAILABLE, UNIT, Times, median_and_quartiles, times
from pruning_core.results.verdicts import computes_the_network
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext

MOST_SHOWN = 24
SHADES = 4
"""Number of shades of a mistake; more mistakes are darker, by the logarithm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunResults:
    """What a run ended with.

    Attributes:
        outcome: Its outcome.
        answers: Its results with the answer to each test image, or None where they are not kept.
    """

    outcome: Outcome
    answers: Results | None = None


def results_sections(
    config: RunConfig, run: RunResults, dense: RunResults | None, *, paths: DatasetPaths
) -> Iterable[tuple[str, str]]:
    """Heading and content of each part about a finished run.

    Args:
        config: What was trained.
        run: What it ended with.
        dense: The same of its dense baseline, if there is one.
        paths: Where the data sets are.
    """
    outcome, of_dense = run.outcome, None if dense is None else dense.outcome
    yield "Results", headline_table(outcome, of_dense) + zeros_table(outcome)
    if outcome.models is None:
        return
    models, dense_models = outcome.models, None if of_dense is None else of_dense.models
    yield "Model files", sizes_html(models, dense_models, pruned=config.schedule is not None)
    if (found := times(models)) is not None:
        yield "Inference time", times_html(found)
    yield "What is taken for what", confusion_html(models, config.dataset)
    answers = None if dense is None else dense.answers
    yield "What it gets wrong", wrong_html(config.dataset, run.answers, answers, paths)


def headline_table(outcome: Outcome, dense: Outcome | None) -> str:
    """Test set and sizes, beside the dense baseline's where there is one."""
    head = ("Measured", "this run") + (() if dense is None else ("dense baseline",))
    rows = [
        (line.label, line.value or gettext(NO_NUMBER), line.dense or gettext(NO_NUMBER))[
            : len(head)
        ]
        for line in headlines(outcome, dense)
    ]
    images = images_sentence(outcome)
    note = paragraph(images) if images else ""
    return table("Test set and file sizes", head, rows) + note


def zeros_table(outcome: Outcome) -> str:
    """The zeros in each kernel of the stripped model."""
    return table(gettext(ZEROS_TITLE), [*map(gettext, ZEROS_COLUMNS)], zeros_rows(outcome))


def sizes_html(models: ModelResults, dense: ModelResults | None, *, pruned: bool) -> str:
    """A table of the files of each network, and what they show."""
    found = sizes(models, dense, pruned=pruned)
    tables = "".join(map(files_table, found.networks))
    notes = "".join(map(paragraph, (*found.left_out, found.note)))
    return "".join(map(paragraph, found.verdicts)) + wide("Model files", tables) + notes


def files_table(network: NetworkFiles) -> str:
    """The files of one network."""
    rows = [
        (file.name, f"{file.size:,} B", f"{file.gzipped:,} B", f"{file.accuracy:.2%}")
        for file in network.results.files
    ]
    return table(f"Files, {network.title}", ("File", "as it is", "gzip", "accuracy"), rows)


def times_html(found: Times) -> str:
    """What the times show, and the numbers behind it."""
    numbers = table(
        gettext(UNIT),
        ("Network", *map(str, Kernels)),
        [(file.name, *map(time_text, file.timings)) for file in found.files],
    )
    return (
        "".join(map(paragraph, found.verdicts))
        + wide("Inference times", numbers)
        + paragraph(found.note)
    )


def time_text(timing: Timing | None) -> str:
    """A time, and whether it is the network's."""
    if timing is None:
        return gettext(NOT_AVAILABLE)
    text = median_and_quartiles(timing)
    return text if computes_the_network(timing) else f"{text}, not the network's answers"


def confusion_html(models: ModelResults, dataset: str) -> str:
    """The confusion matrix; the more mistakes a cell counts, the darker it is."""
    found = confusion(models, dataset)
    counts, names = found.counts, [escape(name) for name in found.classes]
    off = counts * (1 - np.eye(len(counts), dtype=int))
    shades = np.ceil(SHADES * np.log1p(off) / np.log1p(max(1, off.max()))).astype(int)
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(
            f'<td class="{"right" if label == answer else f"shade-{shades[label, answer]}"}">'
            f"{counts[label, answer]:,}</td>"
            for answer in range(len(names))
        )
        + "</tr>"
        for label, name in enumerate(names)
    )
    return wide(
        "Confusion matrix",
        f'<table class="confusion"><caption>{found.caption}</caption><thead><tr>'
        f"<td></td>{head}</tr></thead><tbody>{rows}</tbody></table>",
    )


def wrong_html(
    dataset: str, answers: Results | None, dense: Results | None, paths: DatasetPaths
) -> str:
    """The first images that only the pruned network gets wrong, or the first of all its mistakes."""
    if answers is None:
        return paragraph("The pictures are not here: the network's answers are not kept.")
    try:
        found = mistakes(dataset, answers, dense, most=MOST_SHOWN, paths=paths)
    except DatasetError:  # the message names folders of the server, and the report leaves it
        return paragraph("The pictures are not here: the server has no copy of the data set.")
    except ResultsError as error:
        return paragraph(f"The pictures are not here: {error}.")
    figures = [
        figure(
            mistake.words, f'<img src="{png_address(mistake.image)}" alt="{escape(mistake.words)}">'
        )
        for mistake in found.first
    ]
    more = f" The first {MOST_SHOWN}:" if found.count > MOST_SHOWN else ""
    return f'{paragraph(found.sentence + more)}<div class="mistakes">{"".join(figures)}</div>'


def wide(name: str, content: str) -> str:
    """Content that may be wider than a phone: it scrolls in its own box, also by the keyboard."""
    return f'<div class="wide" role="region" aria-label="{name}" tabindex="0">{content}</div>'
