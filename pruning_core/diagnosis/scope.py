"""Scope: the facts that an examination has checked, and those that it has not. "No trap found" is shown with them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pruning_core.diagnosis.training_facts import TrainingFacts
from pruning_core.prediction.summary import percent
from pruning_core.texts import gettext, grouped, ngettext


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that an examination may check.

    Attributes:
        topic: The name of the check, such as "the training", in the visitor's language.
        text: A sentence with numbers: what was checked, or what was assumed instead.
    """

    topic: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What an examination has checked.

    Attributes:
        checked: Everything that was checked.
        unchecked: Everything that was not checked, because the fact is unknown or has no rule.
    """

    checked: tuple[Check, ...]
    unchecked: tuple[Check, ...]


def scope_of(training: TrainingFacts) -> Scope:
    """What `diagnose` checks in this training.

    >>> scope_of(TrainingFacts(total_steps=1200)).checked[0]
    Check(topic='the training', text='1,200 steps.')
    """
    return Scope(
        checked=tuple(Check(topic=topic, text=text) for topic, text in checked(training)),
        unchecked=tuple(Check(topic=topic, text=text) for topic, text in unchecked(training)),
    )


def checked(training: TrainingFacts) -> Iterator[tuple[str, str]]:
    """Topic and text of each thing that was checked."""
    yield gettext("the training"), describe_length(training)
    yield gettext("the updates"), gettext("Whether they come, when, how often, and for how long.")
    yield (
        gettext("the sparsity"),
        gettext(
            "The target to within 0.01 points, jumps of more than 50 points, falls, and rises in the last "
            "5 % of the training."
        ),
    )
    if training.kernels:
        weights = grouped(sum(kernel.n_weights for kernel in training.kernels))
        text = ngettext(
            "{count} kernel with {weights} weights.",
            "{count} kernels with {weights} weights.",
            len(training.kernels),
            weights=weights,
        )
        yield gettext("the network"), text
    if training.learning_rate is not None:
        text = gettext("Whether weights are removed while it is below 1 % of its peak.")
        yield gettext("the learning rate"), text
    if training.earliest_stop is not None:
        stop = grouped(training.earliest_stop)
        yield gettext("early stopping"), gettext("A stop at step {stop} or later.", stop=stop)
    if training.zeros > 0:
        zeros = percent(training.zeros)
        yield (
            gettext("an earlier pruning"),
            gettext("{zeros} zeros before the training.", zeros=zeros),
        )


def describe_length(training: TrainingFacts) -> str:
    """The length of the training in steps, and in epochs if their number is known."""
    steps = ngettext("{count} step", "{count} steps", training.total_steps)
    if training.epochs is None:
        return gettext("{steps}.", steps=steps)
    epochs = ngettext("{count} epoch", "{count} epochs", training.epochs)
    return gettext("{steps} in {epochs}.", steps=steps, epochs=epochs)


def unchecked(training: TrainingFacts) -> Iterator[tuple[str, str]]:
    """Topic and text of each thing that was not checked."""
    if not training.kernels:
        text = gettext("Its kernels are unknown, and small ones may keep a single weight.")
        yield gettext("the network"), text
    if training.learning_rate is None:
        yield gettext("the learning rate"), gettext("It is taken to be constant.")
    if training.earliest_stop is None:
        text = gettext("The training is taken to run to its last step.")
        yield gettext("early stopping"), text
    if training.zeros == 0:
        text = gettext("The network is taken to begin without zeros.")
        yield gettext("an earlier pruning"), text
    text = gettext("Weights are taken to be pruned one by one, not in blocks or m of n.")
    yield gettext("blocks"), text
    yield gettext("the accuracy"), gettext("Only a training shows it.")
