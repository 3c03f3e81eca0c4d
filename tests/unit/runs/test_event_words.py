"""Each code in an event has a sentence in one table. Texts of older versions are shown unchanged."""

import pytest

from pruning_core.runs.events.kinds import (
    PHASES,
    REASONS,
    EndedEarly,
    RunFailed,
    RunInterrupted,
    RunStopped,
)
from pruning_core.runs.events.words import (
    PHASES_IN_WORDS,
    REASONS_IN_WORDS,
    reason_in_words,
    words_for_the_browser,
)
from pruning_core.texts import PLACEHOLDER


def test_each_code_has_a_sentence_with_its_parameters() -> None:
    assert PHASES_IN_WORDS.keys() == set(PHASES)
    assert REASONS_IN_WORDS.keys() == REASONS.keys() - {""}
    for code, sentence in REASONS_IN_WORDS.items():
        assert set(PLACEHOLDER.findall(sentence)) == REASONS[code]


def test_browser_gets_each_sentence_with_its_placeholders() -> None:
    assert words_for_the_browser()["phases"] == PHASES_IN_WORDS
    assert words_for_the_browser()["reasons"] == REASONS_IN_WORDS


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (RunStopped(step=3), ""),
        (
            RunStopped(step=3, reason="out_of_time"),
            "It has trained as long as this server lets a run train; what was measured is kept.",
        ),
        (
            RunInterrupted(step=7, reason="workers_lost", parameters={"workers": 3, "step": 7}),
            "3 workers in a row were lost with this run at step 7: it may need more memory than "
            "there is. Everything measured up to there is kept.",
        ),
        (RunFailed(step=0, reason="error", parameters={"text": "no {data}"}), "no {data}"),
        (
            RunFailed(step=1, reason="exception", parameters={"type": "OSError", "text": "disk"}),
            "The training failed with OSError: disk",
        ),
        (RunFailed(step=0, message="words of an older version"), "words of an older version"),
        (RunFailed(step=0, reason="out_of_cheese"), "out_of_cheese"),
    ],
)
def test_reason_of_an_early_end_is_written_as_a_sentence(event: EndedEarly, message: str) -> None:
    assert reason_in_words(event) == message
