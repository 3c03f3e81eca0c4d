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
    PAUSES_IN_WORDS,
    PHASES_IN_WORDS,
    REASONS_IN_WORDS,
    reason_in_words,
    words_for_the_browser,
)
from pruning_core.runs.pause import PAUSE_REASONS
from pruning_core.texts import PLACEHOLDER


def test_each_code_has_a_sentence_with_its_parameters() -> None:
    assert PHASES_IN_WORDS.keys() == set(PHASES)
    assert REASONS_IN_WORDS.keys() == REASONS.keys() - {""}
    for code, sentence in REASONS_IN_WORDS.items():
        assert set(PLACEHOLDER.findall(sentence)) == REASONS[code]
    assert PAUSES_IN_WORDS.keys() == PAUSE_REASONS.keys()
    for code, sentence in PAUSES_IN_WORDS.items():
        assert set(PLACEHOLDER.findall(sentence)) == PAUSE_REASONS[code]


def test_browser_gets_each_sentence_with_its_placeholders() -> None:
    assert words_for_the_browser()["phases"] == PHASES_IN_WORDS
    assert words_for_the_browser()["reasons"] == REASONS_IN_WORDS
    assert words_for_the_browser()["pauses"] == PAUSES_IN_WORDS


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (RunStopped(step=3), ""),
        (
            RunStopped(step=3, reason="out_of_time"),
            "The run has reached the time limit of this server. All measurements are kept.",
        ),
        (
            RunInterrupted(step=7, reason="workers_lost", parameters={"workers": 3, "step": 7}),
            "3 workers were lost one after another while they trained this run at step 7. The run may "
            "need more memory than the workers have. All measurements up to this step are kept.",
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
