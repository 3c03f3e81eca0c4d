"""The element on which a visitor draws a digit: networks of runs answer it through a route."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from pages.components.draw_digit.routes import answers_path
from pages.components.elements.bundle import bundled
from pages.components.elements.scripts import key_for, source
from pruning_core.data.datasets import Dataset, load_dataset
from pruning_core.data.facts import DATASETS, N_CLASSES
from pruning_core.errors import DatasetError
from pruning_core.runs.run import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Pad:
    """How a data set has its images made from drawings, and what is said of that.

    Attributes:
        title: What the visitor does.
        prompt: What to draw.
        box: Pixels that the longest edge of what is drawn gets.
        by_mass: Whether its centre of mass comes to the middle, or that of its box.
        cell: Pixels of the side of a square that has one grey.
        note: The same in words.
    """

    title: str
    prompt: str
    box: int
    by_mass: bool
    cell: int
    note: str


DIGIT, DIGIT_PROMPT = "Draw a digit", "Draw a digit from 0 to 9."
ANSWERS = "The answers are those of model.tflite."
PADS = {
    "mnist": Pad(
        title=DIGIT,
        prompt=DIGIT_PROMPT,
        box=20,
        by_mass=True,
        cell=1,
        note="As in MNIST, what is drawn is scaled into 20 × 20 pixels and centred by its centre of "
        f"mass in 28 × 28. {ANSWERS}",
    ),
    "fashion_mnist": Pad(
        title="Draw for the network",
        prompt="Draw a piece of clothing, filled with white.",
        box=28,
        by_mass=False,
        cell=1,
        note="As in Fashion-MNIST, the longest edge of what is drawn is scaled to 28 pixels, and it "
        f"is put in the middle of 28 × 28. {ANSWERS}",
    ),
    "digits": Pad(
        title=DIGIT,
        prompt=DIGIT_PROMPT,
        box=24,
        by_mass=False,
        cell=3,
        note="As in the bundled digits, what is drawn is scaled and centred in 8 × 8 pixels, each "
        f"enlarged to 3 × 3. {ANSWERS}",
    ),
}


def draw_digit(run: Run, dense: Run | None, *, key: str) -> None:
    """Show the pad.

    Args:
        run: The run whose network answers.
        dense: Its dense baseline, which answers beside it, if there is one.
        key: The key of the pad; two pads on one page have different ones.
    """
    component = st.components.v2.component(
        "draw_digit",
        css=source(__package__, "draw_digit.css"),
        js=bundled("draw_digit/draw_digit.js"),
        isolate_styles=False,
    )
    component(key=key_for("draw digit", key), data=describe(run, dense))


def describe(run: Run, dense: Run | None) -> dict[str, Any]:
    """What the script needs: whom to ask, how the data set has its images, and examples of them."""
    name = "Dense" if run.config.schedule is None else "Pruned"
    networks = [{"name": name, "address": answers_path(run.id)}]
    if dense is not None:
        networks.append({"name": "Dense", "address": answers_path(dense.id)})
    dataset = run.config.dataset
    pad = PADS[dataset]
    try:
        examples = first_of_each(load_dataset(dataset))
    except DatasetError:  # on another machine than this one
        examples = []
    return {
        "networks": networks,
        "classes": DATASETS[dataset].classes,
        "prompt": pad.prompt,
        "examples": examples,
        "form": {"box": pad.box, "by_mass": pad.by_mass, "cell": pad.cell},
        "note": pad.note,
    }


def first_of_each(dataset: Dataset) -> list[dict[str, Any]]:
    """The first test image of each class."""
    places = [int(np.argmax(dataset.y_test == label)) for label in range(N_CLASSES)]
    return [
        {"label": label, "pixels": b64encode(dataset.x_test[place].tobytes()).decode()}
        for label, place in enumerate(places)
    ]
