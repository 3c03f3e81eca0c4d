"""PauseReason: why a run cannot continue now, although no visitor has paused it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pruning_core.errors import FieldError
from pruning_core.json_checks import json_fields, parse_json_object, read_dataclass
from pruning_core.runs.events.parts import Code, Parameters, Text

PAUSE_REASONS: Mapping[str, frozenset[str]] = {
    "dataset_unusable": frozenset({"text"}),
    "packages_changed": frozenset(),
}
"""The codes of `PauseReason.reason`, with the parameters of each code's sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PauseReason:
    """The reason of a pause that no visitor requested.

    Attributes:
        message: The reason as a sentence, in stores of older versions; otherwise empty.
        reason: A code of `PAUSE_REASONS`.
        parameters: The values of the sentence.
    """

    message: Text = ""
    reason: Code = ""
    parameters: Parameters = field(default_factory=dict)

    def to_json(self) -> str:
        """The reason as JSON.

        >>> PauseReason(reason="packages_changed").to_json()
        '{"message": "", "reason": "packages_changed"}'
        """
        return json.dumps(json_fields(self))


def pause_reason_from_text(text: str) -> PauseReason:
    """The reason in a stored text. Older versions stored a sentence, not JSON.

    >>> pause_reason_from_text('{"message": "", "reason": "packages_changed"}').reason
    'packages_changed'
    >>> pause_reason_from_text("mnist.npz is damaged.").message
    'mnist.npz is damaged.'
    """
    try:
        return read_dataclass(PauseReason, parse_json_object(text))
    except FieldError:
        return PauseReason(message=text)
