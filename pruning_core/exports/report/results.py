"""The sections of a report about a finished run: test set, zeros, model files, times and mistakes."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np

from pruning_core.data.paths import DatasetPaths
from pruning_core.data.png import png_address
from pruning_core.errors import DatasetError, ResultsError
from pruning_core.exports.report.elements import paragraph, scrollable, table
from pruning_core.exports.report.figures import figure
from pruning_core.prediction.summary import percent_with_decimals
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
from pruning_core.results.programs import PROGRAMS
from pruning_core.results.results import Results
from pruning_core.results.sizes import NetworkFiles, describe_images, sizes
from pruning_core.results.timing.times import (
    NOT_AVAILABLE,
    UNIT,
    Times,
    median_and_quartiles,
    times,
)
from pruning_core.results.timing.verdicts import gives_equal_answers
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext, grouped

MAX_MISTAKES = 24
SHADES = 4
"""Number of shades. The shade depends on the logarithm of the number of mistakes. More mistakes are darker."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunResults:
    """The outcome of a run, and the network's predictions.

    Attributes:
        outcome: The outcome.
        answers: The results with the predicted class of each test image, or None if they are not stored.
    """

    outcome: Outcome
    answers: Results | None = None


def results_sections(
    config: RunConfig, run: RunResults, dense: RunResults | None, *, paths: DatasetPaths
) -> Iterable[tuple[str, str]]:
    """Heading and content of each section about a finished run.

    Args:
        config: The config of the run.
        run: The results of the run.
        dense: The results of its dense baseline, if there is one.
        paths: The paths of the data sets.
    """
    outcome, dense_outcome = run.outcome, None if dense is None else dense.outcome
    yield gettext("Results"), headline_table(outcome, dense_outcome) + zeros_table(outcome)
    if outcome.models is None:
        return
    models, dense_models = outcome.models, None if dense_outcome is None else dense_outcome.models
    yield (
        gettext("Model files"),
        sizes_html(models, dense_models, is_pruned=config.schedule is not None),
    )
    if (run_times := times(models)) is not None:
        yield gettext("Inference time"), times_html(run_times)
    yield gettext("Confusion matrix"), confusion_html(models, config.dataset)
    answers = None if dense is None else dense.answers
    yield gettext("Mistakes"), mistakes_html(config.dataset, run.answers, answers, paths)


def headline_table(outcome: Outcome, dense: Outcome | None) -> str:
    """Test accuracy, test loss and sizes of the run and of its dense baseline, if there is one."""
    head = [gettext("Measured"), gettext("this run")]
    if dense is not None:
        head.append(gettext("dense baseline"))
    rows = [
        (line.label, line.value or gettext(NO_NUMBER), line.dense or gettext(NO_NUMBER))[
            : len(head)
        ]
        for line in headlines(outcome, dense)
    ]
    images = images_sentence(outcome)
    note = paragraph(images) if images else ""
    return table(gettext("Test set and file sizes"), head, rows) + note


def zeros_table(outcome: Outcome) -> str:
    """The zeros in each kernel of the stripped model."""
    return table(gettext(ZEROS_TITLE), [*map(gettext, ZEROS_COLUMNS)], zeros_rows(outcome))


def sizes_html(models: ModelResults, dense: ModelResults | None, *, is_pruned: bool) -> str:
    """A table of the files of each network, and sentences about the sizes."""
    run_sizes = sizes(models, dense, is_pruned=is_pruned)
    tables = "".join(map(files_table, run_sizes.networks))
    notes = "".join(map(paragraph, (*run_sizes.missing_files, run_sizes.note)))
    files = scrollable(gettext("Model files"), tables)
    return "".join(map(paragraph, run_sizes.verdicts)) + files + notes


def files_table(network: NetworkFiles) -> str:
    """The files of one network."""
    rows = [
        (
            file.name,
            f"{file.size:,} B",
            f"{file.gzipped:,} B",
            percent_with_decimals(file.accuracy),
            gettext(PROGRAMS[file.name]),
        )
        for file in network.results.files
    ]
    head = (
        gettext("File"),
        gettext("uncompressed"),
        gettext("gzip"),
        gettext("accuracy on {images}", images=describe_images(network.results)),
        gettext("opens in"),
    )
    return table(gettext("Files, {network}", network=network.title), head, rows)


def times_html(run_times: Times) -> str:
    """Sentences about the times, and a table of the times."""
    numbers = table(
        gettext(UNIT),
        (gettext("Network"), *map(str, Kernels)),
        [(file.name, *map(time_text, file.timings)) for file in run_times.files],
    )
    return (
        "".join(map(paragraph, run_times.verdicts))
        + scrollable(gettext("Inference times"), numbers)
        + paragraph(run_times.note)
    )


def time_text(timing: Timing | None) -> str:
    """A time as text, with a note if the outputs of the timed file differ from the network's outputs."""
    if timing is None:
        return gettext(NOT_AVAILABLE)
    text = median_and_quartiles(timing)
    if gives_equal_answers(timing):
        return text
    return gettext("{time}, not the network's answers", time=text)


def confusion_html(models: ModelResults, dataset: str) -> str:
    """The confusion matrix. Cells with more mistakes are darker."""
    matrix = confusion(models, dataset)
    counts, names = matrix.counts, [escape(name) for name in matrix.classes]
    mistake_counts = counts * (1 - np.eye(len(counts), dtype=int))
    shades = np.ceil(
        SHADES * np.log1p(mistake_counts) / np.log1p(max(1, mistake_counts.max()))
    ).astype(int)
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
    return scrollable(
        gettext("Confusion matrix"),
        f'<table class="confusion"><caption>{matrix.caption}</caption><thead><tr>'
        f"<td></td>{head}</tr></thead><tbody>{rows}</tbody></table>",
    )


def mistakes_html(
    dataset: str, answers: Results | None, dense: Results | None, paths: DatasetPaths
) -> str:
    """The first mistakes that the dense baseline does not make; without a baseline, the first mistakes."""
    if answers is None:
        return no_pictures(gettext("the network's answers are not stored"))
    try:
        network_mistakes = mistakes(dataset, answers, dense, limit=MAX_MISTAKES, paths=paths)
    except DatasetError:  # the error message contains folders of the server, which are not public
        return no_pictures(gettext("the server has no copy of the data set"))
    except ResultsError as error:
        return no_pictures(str(error))
    figures = [
        figure(
            mistake.description,
            f'<img src="{png_address(mistake.image)}" alt="{escape(mistake.description)}">',
        )
        for mistake in network_mistakes.first
    ]
    sentence = network_mistakes.sentence
    if network_mistakes.count > MAX_MISTAKES:
        sentence += " " + gettext("The first {number}:", number=grouped(MAX_MISTAKES))
    return f'{paragraph(sentence)}<div class="mistakes">{"".join(figures)}</div>'


def no_pictures(reason: str) -> str:
    """A sentence instead of the pictures."""
    return paragraph(gettext("The pictures cannot be shown: {reason}.", reason=reason))
