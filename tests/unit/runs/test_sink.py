"""The event sinks. Each sink receives the events of a training in order."""

from io import StringIO

from pruning_core.runs.events.event_json import event_from_json
from pruning_core.runs.events.sink import EventLines, EventSink
from tests.examples import FINISHED, started_event, step

EVENTS = [started_event(), step(1), FINISHED]


def test_event_lines_writes_each_event_as_a_line_to_every_output() -> None:
    outputs = [StringIO(), StringIO()]
    sink: EventSink = EventLines(outputs)
    for event in EVENTS:
        sink.emit(event)
    for output in outputs:
        lines = output.getvalue().splitlines()
        assert [event_from_json(line) for line in lines] == EVENTS
