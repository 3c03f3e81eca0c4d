"""An examination lists the facts that it has checked, and those that it has not."""

import pytest

from pruning_core.diagnosis import LIMITS, TrainingFacts, scope_of
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.prediction.summary import NO_BREAK_SPACE


def test_known_facts_are_listed_with_their_numbers() -> None:
    training = TrainingFacts(
        total_steps=5760,
        kernels=ARTICLE_CONVNET,
        steps_per_epoch=192,
        learning_rate=lambda steps: steps,
        earliest_stop=1000,
        zeros=0.5,
    )
    scope = scope_of(training)
    texts = {check.topic: check.text.replace(NO_BREAK_SPACE, " ") for check in scope.checked}
    assert texts["the training"] == "5,760 steps in 30 epochs."
    assert texts["the network"] == "4 kernels with 430,880 weights."
    assert texts["early stopping"] == "A stop at step 1,000 or later."
    assert texts["an earlier pruning"] == "50 % zeros before the training."
    assert "the learning rate" in texts
    assert [check.topic for check in scope.unchecked] == ["blocks", "the accuracy"]


def test_unknown_facts_are_listed_as_not_checked() -> None:
    scope = scope_of(TrainingFacts(total_steps=1))
    assert scope.checked[0].text == "1 step."
    assert [check.topic for check in scope.checked] == [
        "the training",
        "the updates",
        "the sparsity",
    ]
    assert [check.topic for check in scope.unchecked] == [
        "the network",
        "the learning rate",
        "early stopping",
        "an earlier pruning",
        "blocks",
        "the accuracy",
    ]


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_a_limit_has_a_title_and_an_explanation(limit: str) -> None:
    title, explanation = limit.split("\n")
    assert not title.endswith(".")
    assert explanation.count(". ") >= 1
    assert explanation.endswith(".")
