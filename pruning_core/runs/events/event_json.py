"""Writes run events as JSON, and reads and checks them. Each kind of event has a name in the JSON.

Only the standard library and Python 3.10, because training programs of other people import this module too.
"""

import json

from pruning_core.checks import quoted
from pruning_core.errors import EventError, FieldError, UnknownKindError
from pruning_core.json_checks import json_fields, parse_json_object, read_dataclass
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    PhaseStarted,
    RunEvent,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)

EVENTS_BY_KIND: dict[str, type[RunEvent]] = {
    "phase_started": PhaseStarted,
    "run_started": RunStarted,
    "step_measured": StepMeasured,
    "masks_measured": MasksMeasured,
    "drift_measured": DriftMeasured,
    "weights_measured": WeightsMeasured,
    "epoch_measured": EpochMeasured,
    "run_finished": RunFinished,
    "run_stopped": RunStopped,
    "run_failed": RunFailed,
    "run_interrupted": RunInterrupted,
}
KINDS = {event_class: kind for kind, event_class in EVENTS_BY_KIND.items()}


def event_to_json(event: RunEvent) -> str:
    """The event as one line of JSON. Its kind is the first field.

    >>> event_to_json(RunStopped(step=7))
    '{"kind": "run_stopped", "step": 7, "message": ""}'
    """
    return json.dumps({"kind": KINDS[type(event)], **json_fields(event)}, allow_nan=False)


def event_from_json(text: str) -> RunEvent:
    """The inverse of `event_to_json`. It checks everything, because anybody may have sent the text.

    Raises:
        UnknownKindError: If this version does not know the kind of event.
        EventError: If the text is not a JSON object, or a field is missing, unknown or has a value
            that no training can have reported. The message names the field, the value and the rule.

    >>> event_from_json('{"kind": "run_stopped", "step": 7}')
    RunStopped(step=7, message='', reason='', parameters={})
    >>> event_from_json('{"kind": "run_stopped", "step": -1}')
    Traceback (most recent call last):
    ...
    pruning_core.errors.EventError: run_stopped: step must be a whole number from 0 to 2147483647, got -1
    """
    try:
        parts = parse_json_object(text)
    except FieldError as error:
        raise EventError(error.field, f"event: {error}") from None
    kind = parts.pop("kind", None)
    if not isinstance(kind, str) or kind not in EVENTS_BY_KIND:
        raise UnknownKindError(
            "kind", f"event: kind must be one of {', '.join(EVENTS_BY_KIND)}, got {quoted(kind)}"
        )
    try:
        return read_dataclass(EVENTS_BY_KIND[kind], parts)
    except FieldError as error:
        raise EventError(error.field, f"{kind}: {error}") from None
