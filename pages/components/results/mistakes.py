"""What a network takes for what: the confusion matrix, and the images that it gets wrong."""

import numpy as np
import streamlit as st

from pruning_core.data.datasets import Dataset, load_dataset
from pruning_core.data.facts import DATASETS, N_CLASSES
from pruning_core.data.png import png_address
from pruning_core.errors import DatasetError
from pruning_core.results.mistakes import mistaken, mistakes
from pruning_core.results.results import Results

MOST_SHOWN = 60
STRONGEST = 0.55
"""How far a cell takes its colour: text stays readable on it, in light and dark."""


def show_confusion(results: Results, dataset: str) -> None:
    """The matrix as a table whose colours follow the logarithm of its counts."""
    counts = np.array(results.confusion)
    shade = STRONGEST * np.log1p(counts) / np.log1p(max(1, counts.max()))
    names = DATASETS[dataset].classes
    head = "".join(f'<th scope="col"><span>{name}</span></th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(
            cell(int(counts[label, said]), shade[label, said], right=label == said)
            for said in range(N_CLASSES)
        )
        + "</tr>"
        for label, name in enumerate(names)
    )
    kind = "words" if max(map(len, names)) > 1 else "digits"
    st.html(
        f'<div class="lab-confusion {kind}"><table><caption>Rows: what it is. Columns: what the network '
        f"takes it for. Test images: {counts.sum():,}, right: {np.trace(counts):,}.</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def cell(count: int, shade: float, *, right: bool) -> str:
    """One count; right answers are blue and mistakes orange."""
    colour = "44, 136, 190" if right else "217, 130, 0"
    kind = "right" if right else "none" if count == 0 else "mistake"
    return f'<td class="{kind}" style="background:rgba({colour},{shade:.2f})">{count}</td>'


def show_wrong(results: Results, dense: Results | None, name: str) -> None:
    """Small pictures of the images that only the pruned network gets wrong, or of all it does."""
    try:
        dataset = load_dataset(name)
    except DatasetError as error:
        st.caption(f"The pictures are not here: {error}")
        return
    if len(results.answers) != len(dataset.y_test):
        st.caption("The pictures are not here: the test set has changed since.")
        return
    found = mistakes(results, dense, dataset.y_test)
    st.write(found.in_words)
    if found.places.size > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of them:")
    shown = found.places[:MOST_SHOWN].tolist()
    figures = "".join(figure(dataset, results, place) for place in shown)
    st.html(f'<div class="lab-wrong">{figures}</div>')


def figure(dataset: Dataset, results: Results, place: int) -> str:
    """One test image with what it is and what it was taken for."""
    words = mistaken(dataset.name, dataset.y_test[place], results.said[place])
    address = png_address(dataset.x_test[place])
    return f'<figure><img src="{address}" alt="{words}"><figcaption>{words}</figcaption></figure>'
