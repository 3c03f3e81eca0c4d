"""The sentences for the codes of events and pauses. Pages, the live element and reports read these tables."""

from collections.abc import Mapping
from typing import Any

from pruning_core.errors import EventError
from pruning_core.runs.events.kinds import REASONS, EndedEarly
from pruning_core.runs.pause import PAUSE_REASONS
from pruning_core.texts import gettext, gettext_noop

PHASES_IN_WORDS = {
    "loading_data": gettext_noop("Loading the data"),
    "building_network": gettext_noop("Building the network"),
    "saving_model": gettext_noop("Testing and saving the stripped model"),
}
REASONS_IN_WORDS = {
    "out_of_time": gettext_noop(
        "The run has reached the time limit of this server. All measurements are kept."
    ),
    "workers_lost": gettext_noop(
        "{workers} workers were lost one after another while they trained this run at step {step}. The "
        "run may need more memory than the workers have. All measurements up to this step are kept."
    ),
    "error": "{text}",
    "exception": gettext_noop("The training failed with {type}: {text}"),
}
PAUSES_IN_WORDS = {
    "dataset_unusable": gettext_noop("{text}. Resume the run when this is corrected."),
    "packages_changed": gettext_noop(
        "This run began with other versions of the packages. With the present versions, its numbers would "
        "differ. Install the versions of the run and resume it, or start a new run."
    ),
}

UNREADABLE = gettext_noop("Event {number} of this run cannot be read and is left out: {error}")


def reason_in_words(event: EndedEarly) -> str:
    """The reason why a run ended early; empty if a visitor requested the end.

    Events of older versions contain the sentence itself. If this version does not know a code, the
    code itself is returned.

    >>> from pruning_core.runs.events.kinds import RunFailed
    >>> disk = {"type": "OSError", "text": "no disk"}
    >>> reason_in_words(RunFailed(step=3, reason="exception", parameters=disk))
    'The training failed with OSError: no disk'
    >>> reason_in_words(RunFailed(step=3, message="no disk"))
    'no disk'
    """
    if event.message or not event.reason:
        return event.message
    return gettext(REASONS_IN_WORDS.get(event.reason, event.reason), **event.parameters)


def unreadable_in_words(number: int, error: EventError) -> str:
    """A sentence about an event that cannot be read, with the error."""
    return gettext(UNREADABLE, number=number, error=error)


def words_for_the_browser() -> dict[str, Any]:
    """The sentences in the visitor's language. The script in the browser fills in the `{placeholders}`.

    >>> words_for_the_browser()["reasons"]["exception"]
    'The training failed with {type}: {text}'
    """
    return {
        "phases": {code: gettext(words) for code, words in PHASES_IN_WORDS.items()},
        "reasons": with_placeholders(REASONS_IN_WORDS, REASONS),
        "pauses": with_placeholders(PAUSES_IN_WORDS, PAUSE_REASONS),
        "unreadable": gettext(UNREADABLE, number="{number}", error="{error}"),
    }


def with_placeholders(
    sentences: Mapping[str, str], parameters: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """Translated sentences, by code. Each parameter stays a placeholder, such as "{text}"."""
    return {
        code: gettext(sentence, **{name: "{" + name + "}" for name in parameters[code]})
        for code, sentence in sentences.items()
    }
