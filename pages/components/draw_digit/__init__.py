"""The element on which a visitor draws a digit: networks of runs answer it through a route."""

from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import streamlit as st

from pages.components.classes import DIGITS, class_names
from pages.components.draw_digit.routes import answers_path
from pruning_core.datasets import Dataset, load_dataset
from pruning_core.errors import DatasetError
from pruning_core.runs.results import CLASSES
from pruning_core.runs.store import Run

PROMPT = "Draw a digit from 0 to 9."
CLOTHES_PROMPT = "Draw a piece of clothing, filled with white."
FORMS = {"digits": {"box": 24, "by_mass": False, "cell": 3}}
MNIST_FORM = {"box": 20, "by_mass": True, "cell": 1}
MNIST_NOTE = (
    "As in MNIST, what is drawn is scaled into 20 × 20 pixels and centred by its centre of mass in "
    "28 × 28. The answers are those of model.tflite."
)
DIGITS_NOTE = (
    "As in the bundled digits, what is drawn is scaled and centred in 8 × 8 pixels, each enlarged to "
    "3 × 3. The answers are those of model.tflite."
)


@cache
def source(name: str) -> str:
    """A file of this element."""
    return (files(__package__) / name).read_text("utf-8")


def draw_digit(run: Run, dense: Run | None) -> None:
    """Show the pad.

    Args:
        run: The run whose network answers.
        dense: Its dense baseline, which answers beside it, if there is one.
    """
    component = st.components.v2.component(
        "draw_digit",
        css=source("draw_digit.css"),
        js=source("normalised.js") + source("draw_digit.js"),
        isolate_styles=False,
    )
    key = f"draw digit {run.id.replace('_', '.')}"  # Streamlit refuses a key with two of them
    component(key=key, data=describe(run, dense))


def describe(run: Run, dense: Run | None) -> dict[str, Any]:
    """What the script needs: whom to ask, how the data set has its digits, and examples of them."""
    name = "Dense" if run.config.schedule is None else "Pruned"
    networks = [{"name": name, "address": answers_path(run.id)}]
    if dense is not None:
        networks.append({"name": "Dense", "address": answers_path(dense.id)})
    dataset = run.config.dataset
    try:
        examples = first_of_each(load_dataset(dataset))
    except DatasetError:  # on another machine than this one
        examples = []
    return {
        "networks": networks,
        "classes": class_names(dataset),
        "prompt": PROMPT if class_names(dataset) is DIGITS else CLOTHES_PROMPT,
        "examples": examples,
        "form": FORMS.get(dataset, MNIST_FORM),
        "note": DIGITS_NOTE if dataset in FORMS else MNIST_NOTE,
    }


def first_of_each(dataset: Dataset) -> list[dict[str, Any]]:
    """The first test image of each digit."""
    places = [int(np.argmax(dataset.y_test == label)) for label in range(CLASSES)]
    return [
        {"label": label, "pixels": b64encode(dataset.x_test[place].tobytes()).decode()}
        for label, place in enumerate(places)
    ]
