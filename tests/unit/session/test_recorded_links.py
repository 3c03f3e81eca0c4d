"""Saved links. Each link still sets the state that it set when it was recorded.

`recorded_links.json` has an entry for each link and each previous state of the session: the new state,
the sentences about problems, and the link that is written afterwards.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pages.components.session.lab_state import defaults
from pages.components.session.share_link import read_link, write_link
from pruning_core.data.facts import DATASETS
from pruning_core.networks import NETWORKS
from pruning_core.parameter import Value
from pruning_core.runs.optimizers import OPTIMIZERS
from pruning_core.runs.parameters import PARAMETERS

RECORDED_LINKS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("recorded_links.json").read_text("utf-8")
)
DIGITS = defaults("digits")
INITIAL_VALUES = {name: parameter.initial for name, parameter in PARAMETERS.items()}
"""The values of parameters that are newer than the recorded links."""
CHANGED_VALUES: dict[str, Value] = {
    "network": "mlp",
    "optimizer": "sgd",
    "momentum": 0.5,
    "seed": 7,
}
PREVIOUS_STATES = {
    "digits": DIGITS,
    "changed": replace(
        DIGITS, training={**DIGITS.training, **CHANGED_VALUES}, layers={"dense": None}
    ),
}
NAMES_IN_SENTENCES = {
    "mnist, fashion_mnist, digits": DATASETS,
    "article, lenet_300_100, lenet_5, mlp": NETWORKS,
    "adam, sgd": OPTIMIZERS,
}
"""The names that existed when the sentences were recorded, with the names that exist today."""


def replace_names(sentence: str) -> str:
    """Replace the list of names in a recorded sentence by the names that exist today."""
    for names, table in NAMES_IN_SENTENCES.items():
        sentence = sentence.replace(names, ", ".join(table))
    return sentence


@pytest.mark.parametrize("recorded_link", RECORDED_LINKS, ids=range(len(RECORDED_LINKS)))
def test_recorded_link_sets_the_recorded_state(recorded_link: dict[str, Any]) -> None:
    link = dict(parse_qsl(recorded_link["link"], keep_blank_values=True))
    state, problems = read_link(link, PREVIOUS_STATES[recorded_link["before"]])
    schedules = [
        {"name": named_schedule.name, **named_schedule.schedule.get_config()}
        for named_schedule in state.schedules
    ]
    assert json.loads(json.dumps(schedules)) == recorded_link["schedules"]
    assert state.selected == recorded_link["selected"]
    assert state.training == INITIAL_VALUES | recorded_link["training"]
    assert state.layers == recorded_link["layers"]
    assert problems == [replace_names(problem) for problem in recorded_link["problems"]]
    assert list(write_link(state).items()) == list(recorded_link["written"].items())
