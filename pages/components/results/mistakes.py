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

MAX_MISTAKES = 60
MAX_OPACITY = 0.55
"""The opacity of the darkest cell. Text stays readable on such a cell, in the light and the dark theme."""


def show_confusion(models: ModelResults, dataset: str) -> None:
    """Show the matrix as a table. The more images a cell counts, the stronger is its colour (logarithmic)."""
    matrix = confusion(models, dataset)
    opacity = MAX_OPACITY * np.log1p(matrix.counts) / np.log1p(max(1, matrix.counts.max()))
    header_cells = "".join(f'<th scope="col"><span>{name}</span></th>' for name in matrix.classes)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(
            write_cell(int(count), opacity[label, answer], is_right=label == answer)
            for answer, count in enumerate(matrix.counts[label])
        )
        + "</tr>"
        for label, name in enumerate(matrix.classes)
    )
    label_class = "words" if max(map(len, matrix.classes)) > 1 else "digits"
    st.html(
        f'<div class="lab-confusion {label_class}"><table><caption>{matrix.caption}</caption>'
        f"<thead><tr><td></td>{header_cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def write_cell(count: int, opacity: float, *, is_right: bool) -> str:
    """Return one cell as HTML. Right answers are blue, and mistakes are orange."""
    colour = "44, 136, 190" if is_right else "217, 130, 0"
    css_class = "right" if is_right else "none" if count == 0 else "mistake"
    return f'<td class="{css_class}" style="background:rgba({colour},{opacity:.2f})">{count}</td>'


def show_mistakes(run: Run, baseline: Run | None) -> None:
    """Show images that only the pruned network gets wrong. Without a baseline, show all mistakes."""
    data_dir = services.settings().data_dir
    dense = None if baseline is None else results_or_none(artifacts_folder(data_dir, baseline.id))
    try:
        results = read_results(artifacts_folder(data_dir, run.id))
        wrong_answers = mistakes(
            run.config.dataset,
            results,
            dense,
            limit=MAX_MISTAKES,
            paths=services.dataset_paths(),
        )
    except (DatasetError, ResultsError) as error:
        st.caption(gettext("The pictures cannot be shown: {reason}.", reason=error))
        return
    st.write(wrong_answers.sentence)
    if wrong_answers.count > MAX_MISTAKES:
        st.caption(gettext("The first {number} of them:", number=MAX_MISTAKES))
    st.html(f'<div class="lab-wrong">{"".join(map(write_figure, wrong_answers.first))}</div>')


def write_figure(mistake: Mistake) -> str:
    """Return a test image with its class and the network's answer, as HTML."""
    description, address = mistake.description, png_address(mistake.image)
    return f'<figure><img src="{address}" alt="{description}"><figcaption>{description}</figcaption></figure>'
