"""What a run's report says of its model files: sizes, times, what is taken for what, and mistakes."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np

from pruning_core.data.datasets import load_dataset
from pruning_core.data.facts import DATASETS
from pruning_core.data.png import png_address
from pruning_core.errors import DatasetError
from pruning_core.exports.report.charts import figure
from pruning_core.exports.report.words import paragraph, table
from pruning_core.results.litert import Kernels
from pruning_core.results.mistakes import mistaken, mistakes
from pruning_core.results.results import DENSE, PRUNED, Results, Timing
from pruning_core.results.verdicts import computes_the_network, on_sizes, on_times, timed
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import RunFinished

MOST_SHOWN = 24
SHADES = 4
"""How many shades a mistake may have; more mistakes are darker, by the logarithm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """The same training as a run's, without pruning.

    Attributes:
        finished: Its last event.
        results: What was measured of its model files, or None.
    """

    finished: RunFinished
    results: Results | None


def results_sections(
    config: RunConfig, results: Results, dense: Results | None
) -> Iterable[tuple[str, str]]:
    """Heading and content of each part.

    Args:
        config: What was trained.
        results: What was measured of its files.
        dense: The same of its dense baseline, if there is one.
    """
    yield "Model files", sizes(results, dense, pruned=config.schedule is not None)
    if results.timings:
        yield "Inference time", times(results)
    yield "What is taken for what", confusion(results, config.dataset)
    yield "What it gets wrong", wrong(results, dense, config.dataset)


def sizes(results: Results, dense: Results | None, *, pruned: bool) -> str:
    """A table of the files of each network, and what they say."""
    said = on_sizes(results, dense) if pruned else ()
    left_out = (f"{file.name} could not be made: {file.reason}" for file in results.left_out)
    tables = sizes_table(PRUNED if pruned else DENSE, results)
    if dense is not None:
        tables += sizes_table("dense baseline", dense)
    measured = (
        f"Accuracy is on the first {results.accuracy_images:,} test images. gzip packs as its "
        "command does."
    )
    notes = "".join(map(paragraph, (*left_out, measured)))
    return "".join(map(paragraph, said)) + wide("Model files", tables) + notes


def sizes_table(network: str, results: Results) -> str:
    """The files of one network."""
    rows = [
        (file.name, f"{file.size:,} B", f"{file.gzipped:,} B", f"{file.accuracy:.2%}")
        for file in results.files
    ]
    return table(f"Files, {network}", ("File", "as it is", "gzip", "accuracy"), rows)


def times(results: Results) -> str:
    """The sentences that the times earn, and the numbers behind them."""
    rows: dict[str, dict[Kernels, str]] = {}
    for timing in results.timings:
        rows.setdefault(timed(timing), {})[timing.kernels] = time_in_words(timing)
    numbers = table(
        "Milliseconds an image: median (first to third quartile)",
        ("Network", *map(str, Kernels)),
        [
            (name, *(cells.get(kernels, "not available") for kernels in Kernels))
            for name, cells in rows.items()
        ],
    )
    measured = (
        f"{results.timings[0].invocations:,} invocations each, in turns, on one thread. The two "
        "columns are of different code: compare within a column. The dense times are of the same "
        f"network before any training. Measured on {results.machine}."
    )
    return (
        "".join(map(paragraph, on_times(results)))
        + wide("Inference times", numbers)
        + paragraph(measured)
    )


def time_in_words(timing: Timing) -> str:
    """A median with its quartiles, and whether it is the network's."""
    text = f"{timing.median:.3f} ({timing.lower:.3f} – {timing.upper:.3f})"
    return text if computes_the_network(timing) else f"{text}, not the network's answers"


def confusion(results: Results, dataset: str) -> str:
    """How often each class was taken for each, the darker the more."""
    counts = np.array(results.confusion)
    names = [escape(name) for name in DATASETS[dataset].classes]
    off = counts * (1 - np.eye(len(counts), dtype=int))
    shades = np.ceil(SHADES * np.log1p(off) / np.log1p(max(1, off.max()))).astype(int)
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(
            f'<td class="{"right" if label == said else f"shade-{shades[label, said]}"}">'
            f"{counts[label, said]:,}</td>"
            for said in range(len(names))
        )
        + "</tr>"
        for label, name in enumerate(names)
    )
    return wide(
        "Confusion matrix",
        '<table class="confusion"><caption>Rows: what it is. Columns: what the network takes it '
        f"for. Test images: {counts.sum():,}, right: {np.trace(counts):,}.</caption><thead><tr>"
        f"<td></td>{head}</tr></thead><tbody>{rows}</tbody></table>",
    )


def wrong(results: Results, dense: Results | None, name: str) -> str:
    """The first images that only the pruned network gets wrong, or of all that it does."""
    try:
        dataset = load_dataset(name)
    except DatasetError:  # it names folders of the server, and the page goes anywhere
        return paragraph("The pictures are not here: the server has no copy of the data set.")
    if results.said.size != dataset.y_test.size:
        return paragraph("The pictures are not here: the test set has changed since.")
    found = mistakes(results, dense, dataset.y_test)
    figures = []
    for place in found.places[:MOST_SHOWN].tolist():
        words = mistaken(name, dataset.y_test[place], results.said[place])
        image = f'<img src="{png_address(dataset.x_test[place])}" alt="{escape(words)}">'
        figures.append(figure(words, image))
    more = f" The first {MOST_SHOWN}:" if found.places.size > MOST_SHOWN else ""
    return f'{paragraph(found.in_words + more)}<div class="mistakes">{"".join(figures)}</div>'


def wide(name: str, content: str) -> str:
    """What may be wider than a phone: it scrolls in its own box, also by the keyboard."""
    return f'<div class="wide" role="region" aria-label="{name}" tabindex="0">{content}</div>'
