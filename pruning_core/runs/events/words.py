"""The sentences for the codes in events. Pages, the live element and reports read this table."""

from typing import Any

from pruning_core.errors import EventError
from pruning_core.runs.events.kinds import REASONS, EndedEarly
from pruning_core.texts import gettext, gettext_noop

PHASES_IN_WORDS = {
    "loading_data": gettext_noop("Loading the data"),
    "building_network": gettext_noop("Building the network"),
    "saving_model": gettext_noop("Testing and saving the stripped model"),
}
REASONS_IN_WORDS = {
    "out_of_time": gettext_noop(
        "It has trained as long as this server lets a run train; what was measured is kept."
    ),
    "workers_lost": gettext_noop(
        "{workers} workers in a row were lost with this run at step {step}: it may need more memory "
        "than there is. Everything measured up to there is kept."
    ),
    "error": "{text}",
    "exception": gettext_noop("The training failed with {type}: {text}"),
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
        "reasons": {
            code: gettext(words, **{name: "{" + name + "}" for name in REASONS[code]})
            for code, words in REASONS_IN_WORDS.items()
        },
        "unreadable": gettext(UNREADABLE, number="{number}", error="{error}"),
    }
