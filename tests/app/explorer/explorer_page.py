"""Functions with which tests open the explorer by a link and read it."""

import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest

TRAP = {
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


def opened(app: AppTest, **parameters: str) -> AppTest:
    """Open the explorer by a link."""
    for name, text in parameters.items():
        app.query_params[name] = text
    return app.run()


def number(app: AppTest, name: str) -> Any:  # noqa: ANN401  (an element of AppTest)
    """The number input for a field of the training plan."""
    return next(found for found in app.number_input if found.label == name)


def editor(app: AppTest) -> dict[str, Any]:
    """The data that the page sends to the editor."""
    given: dict[str, Any] = json.loads(app.get("bidi_component")[0].proto.json)
    return given


def link(app: AppTest) -> dict[str, str]:
    """The parameters in the link that the page wrote."""
    return {
        name: text if isinstance(text, str) else text[-1] for name, text in app.query_params.items()
    }


def table(app: AppTest) -> list[list[str]]:
    """The cells of the comparison table, row by row."""
    text = next(item.value for item in app.markdown if item.value.startswith("| |"))
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines()]


def column(app: AppTest) -> dict[str, str]:
    """The numbers of the first schedule in the comparison table, by name."""
    return {row[0].strip(): row[1].strip() for row in table(app)[2:]}


PASTED = '{"class_name": "ConstantSparsity", "config": {"target_sparsity": 0.5, "begin_step": 7}}'
