"""The confusion matrix of a network, and the test images that it gets wrong."""

import numpy as np
import streamlit as st

from pages.components import services
from pruning_core.data.png import png_address
from pruning_core.errors import DatasetError, ResultsError
from pruning_core.results.mistakes import Mistake, confusion, mistakes
from pruning_core.results.model_results import ModelResults
from pruning_core.results.results import artifacts_folder, read_results, results_or_none
from pruning_core.runs.run import Run
from pruning_core.texts import gettext

MOST_SHOWN = 60
STRONGEST = 0.55
"""The strongest colour of a cell: text stays readable on it, in light and dark."""


def show_confusion(models: ModelResults, dataset: str) -> None:
    """Show the matrix as a table. The colour of a cell follows the logarithm of its count."""
    found = confusion(models, dataset)
    shade = STRONGEST * np.log1p(found.counts) / np.log1p(max(1, found.counts.max()))
    head = "".join(f'<th scope="col"><span>{name}</span></th>' for name in found.classes)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(
            cell(int(count), shade[label, answer], right=label == answer)
            for answer, count in enumerate(found.counts[label])
        )
        + "</tr>"
        for label, name in enumerate(found.classes)
    )
    kind = "words" if max(map(len, found.classes)) > 1 else "digits"
    st.html(
        f'<div class="lab-confusion {kind}"><table><caption>{found.caption}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def cell(count: int, shade: float, *, right: bool) -> str:
    """One cell: right answers are blue, mistakes are orange."""
    colour = "44, 136, 190" if right else "217, 130, 0"
    kind = "right" if right else "none" if count == 0 else "mistake"
    return f'<td class="{kind}" style="background:rgba({colour},{shade:.2f})">{count}</td>'


def show_mistakes(run: Run, baseline: Run | None) -> None:
    """Show the images that only the pruned network gets wrong; without a baseline, all its mistakes."""
    data_dir = services.settings().data_dir
    dense = None if baseline is None else results_or_none(artifacts_folder(data_dir, baseline.id))
    try:
        results = read_results(artifacts_folder(data_dir, run.id))
        found = mistakes(
            run.config.dataset,
            results,
            dense,
            most=MOST_SHOWN,
            paths=services.dataset_paths(),
        )
    except (DatasetError, ResultsError) as error:
        st.caption(gettext("The pictures cannot be shown: {reason}.", reason=error))
        return
    st.write(found.sentence)
    if found.count > MOST_SHOWN:
        st.caption(gettext("The first {number} of them:", number=MOST_SHOWN))
    st.html(f'<div class="lab-wrong">{"".join(map(figure, found.first))}</div>')


def figure(mistake: Mistake) -> str:
    """A test image with its class and the network's answer, as HTML."""
    words, address = mistake.words, png_address(mistake.image)
    return f'<figure><img src="{address}" alt="{words}"><figcaption>{words}</figcaption></figure>'
