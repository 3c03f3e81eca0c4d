"""Saved links: each still sets the same state as when it was recorded.

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
from pruning_core.parameter import Value

RECORDED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("recorded_links.json").read_text("utf-8")
)
DIGITS = defaults("digits")
CHOSEN: dict[str, Value] = {"network": "mlp", "optimizer": "sgd", "momentum": 0.5, "seed": 7}
BEFORE = {
    "digits": DIGITS,
    "changed": replace(DIGITS, training={**DIGITS.training, **CHOSEN}, layers={"dense": None}),
}


@pytest.mark.parametrize("recorded", RECORDED, ids=range(len(RECORDED)))
def test_recorded_link_sets_the_recorded_state(recorded: dict[str, Any]) -> None:
    link = dict(parse_qsl(recorded["link"], keep_blank_values=True))
    state, problems = read_link(link, BEFORE[recorded["before"]])
    schedules = [{"name": named.name, **named.schedule.get_config()} for named in state.schedules]
    assert json.loads(json.dumps(schedules)) == recorded["schedules"]
    assert state.selected == recorded["selected"]
    assert state.training == recorded["training"]
    assert state.layers == recorded["layers"]
    assert problems == recorded["problems"]
    assert list(write_link(state).items()) == list(recorded["written"].items())
