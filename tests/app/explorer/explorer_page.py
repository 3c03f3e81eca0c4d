"""Functions for tests of the explorer: they open it by a link, and read it."""

import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest

from pruning_core.kernels import Kernel

LINK_WITH_TRAP = {
    "schedule": "PolynomialDecay",
    "initial_sparsity": "0",
    "final_sparsity": "0.875",
    "power": "3",
    "begin_step": "38",
    "end_step": "192",
    "frequency": "100",
    "dataset": "digits",
    "num_examples": "1437",
    "batch_size": "6",
    "epochs": "1",
    "validation_split": "0.2",
    "seed": "0",
}


def open_explorer(app: AppTest, **parameters: str) -> AppTest:
    """Open the explorer by a link."""
    for name, text in parameters.items():
        app.query_params[name] = text
    return app.run()


def number_input(app: AppTest, name: str) -> Any:  # noqa: ANN401  (an element of AppTest)
    """The number input for a field of the training plan."""
    return next(element for element in app.number_input if element.label == name)


def editor_data(app: AppTest) -> dict[str, Any]:
    """The data that the page sends to the editor."""
    data: dict[str, Any] = json.loads(app.get("bidi_component")[0].proto.json)
    return data


def link_parameters(app: AppTest) -> dict[str, str]:
    """The parameters of the link in the address of the page."""
    return {
        name: text if isinstance(text, str) else text[-1] for name, text in app.query_params.items()
    }


def comparison_table(app: AppTest) -> list[list[str]]:
    """The cells of the comparison table, as a list of rows."""
    text = next(item.value for item in app.markdown if item.value.startswith("| |"))
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines()]


def numbers_of_first_schedule(app: AppTest) -> dict[str, str]:
    """The numbers of the first schedule in the comparison table, by the name of the row."""
    return {row[0].strip(): row[1].strip() for row in comparison_table(app)[2:]}


def row_of_layer(kernel: Kernel) -> str:
    """The name of the row with the kept weights of a layer: its name in Markdown, and the shape of its kernel."""
    name, shape = kernel.layer.replace("_", r"\_"), "×".join(map(str, kernel.shape))
    return f"{name} ({shape}) keeps, of {kernel.n_weights:,}"


PASTED = '{"class_name": "ConstantSparsity", "config": {"target_sparsity": 0.5, "begin_step": 7}}'
