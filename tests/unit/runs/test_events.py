"""Run events survive their JSON, whatever they hold."""

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from pruning_core.runs.event_json import CLASSES, event_from_json, event_to_json
from pruning_core.runs.events import RunEvent, number

ANY_EVENT = st.one_of([st.from_type(event_class) for event_class in CLASSES.values()]).filter(
    lambda event: "nan" not in repr(event) and "inf" not in repr(event)
)


@given(event=ANY_EVENT)
def test_reading_an_events_json_gives_the_event(event: RunEvent) -> None:
    assert event_from_json(event_to_json(event)) == event


@given(event=ANY_EVENT)
def test_an_event_is_one_line_that_any_json_reader_takes(event: RunEvent) -> None:
    line = event_to_json(event)
    assert "\n" not in line
    assert json.loads(line)["kind"] in CLASSES


def test_a_loss_that_is_not_a_number_is_null_in_an_event() -> None:
    assert number(math.nan) is None
    assert number(math.inf) is None
    assert number(0.25) == 0.25
