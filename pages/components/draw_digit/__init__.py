"""The pad on which a visitor draws a digit. The networks of runs predict the class of the drawing."""

from base64 import b64encode
from typing import Any

import numpy as np
import streamlit as st

from pages.components import services
from pages.components.draw_digit.routes import answers_path
from pages.components.elements.bundle import bundle_modules
from pages.components.elements.scripts import read_source
from pages.components.elements.widget_workarounds import widget_key_of_run
from pruning_core.data.dataset import N_CLASSES, Dataset
from pruning_core.data.datasets import load_dataset
from pruning_core.data.facts import DATASETS
from pruning_core.errors import DatasetError
from pruning_core.runs.run import Run
from pruning_core.texts import gettext


def draw_digit(run: Run, dense: Run | None, *, key: str) -> None:
    """Show the drawing pad.

    Args:
        run: The run of the first network.
        dense: The dense baseline of the run: the run of the second network; or None.
        key: The key of the pad. Two pads on one page need different keys.
    """
    component = st.components.v2.component(
        "draw_digit",
        css=read_source(__package__, "draw_digit.css"),
        js=bundle_modules("draw_digit/draw_digit.js"),
        isolate_styles=False,
    )
    component(key=widget_key_of_run("draw digit", key), data=describe(run, dense))


def describe(run: Run, dense: Run | None) -> dict[str, Any]:
    """Return the script's data: the addresses of the networks, the format of the images, and examples."""
    model_note = gettext("The predictions are computed with model.tflite.")
    name = gettext("Dense") if run.config.schedule is None else gettext("Pruned")
    networks = [{"name": name, "address": answers_path(run.id)}]
    if dense is not None:
        networks.append({"name": gettext("Dense"), "address": answers_path(dense.id)})
    dataset = run.config.dataset
    drawing = DATASETS[dataset].drawing
    try:
        examples = first_image_of_each_class(load_dataset(dataset, services.dataset_paths()))
    except DatasetError:  # the data set is on another machine
        examples = []
    return {
        "networks": networks,
        "classes": DATASETS[dataset].classes,
        "prompt": gettext(drawing.prompt),
        "examples": examples,
        "image_format": {"box": drawing.box, "by_mass": drawing.by_mass, "cell": drawing.cell},
        "note": f"{gettext(drawing.note)} {model_note}",
    }


def first_image_of_each_class(dataset: Dataset) -> list[dict[str, Any]]:
    """Return the first test image of each class."""
    first_indices = [int(np.argmax(dataset.y_test == label)) for label in range(N_CLASSES)]
    return [
        {"label": label, "pixels": b64encode(dataset.x_test[index].tobytes()).decode()}
        for label, index in enumerate(first_indices)
    ]
