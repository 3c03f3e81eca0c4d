"""Run events as JSON: the name of each kind there, and how an event is read again and checked.

Only the standard library, and Python 3.10: other people's trainings run this code too.
"""

import json

from pruning_core.checks import quoted
from pruning_core.errors import EventError, FieldError, UnknownKindError
from pruning_core.json_checks import json_object, parts_of, read
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
    """The event as one line of JSON, its kind first.

    >>> event_to_json(RunStopped(step=7))
    '{"kind": "run_stopped", "step": 7, "message": ""}'
    """
    return json.dumps({"kind": KINDS[type(event)], **parts_of(event)}, allow_nan=False)


def event_from_json(text: str) -> RunEvent:
    """The inverse of `event_to_json`. It checks everything, because the text may come from anybody.

    Raises:
        UnknownKindError: If this version does not know the kind of event.
        EventError: If the text is no JSON object, or a field is missing, unknown or has a value
            that no training can have reported. The message names field, value and what is allowed.

    >>> event_from_json('{"kind": "run_stopped", "step": 7}')
    RunStopped(step=7, message='', reason='', parameters={})
    >>> event_from_json('{"kind": "run_stopped", "step": -1}')
    Traceback (most recent call last):
    ...
    pruning_core.errors.EventError: run_stopped: step must be a whole number from 0 to 2147483647, got -1
    """
    try:
        parts = json_object(text)
    except FieldError as error:
        raise EventError(error.field, f"event: {error}") from None
    kind = parts.pop("kind", None)
    if not isinstance(kind, str) or kind not in EVENTS_BY_KIND:
        raise UnknownKindError(
            "kind", f"event: kind must be one of {', '.join(EVENTS_BY_KIND)}, got {quoted(kind)}"
        )
    try:
        return read(EVENTS_BY_KIND[kind], parts)
    except FieldError as error:
        raise EventError(error.field, f"{kind}: {error}") from None
