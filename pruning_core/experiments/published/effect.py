"""What the published experiments measured for a network, a data set and a sparsity."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pruning_core.experiments.analysis import ComparisonResult, analyse
from pruning_core.experiments.arms import Arm
from pruning_core.experiments.file.grid import percent
from pruning_core.experiments.frontier import end_sparsity
from pruning_core.experiments.published.answers import PublishedAnswer
from pruning_core.experiments.statistics.measure import ACCURACY
from pruning_core.experiments.statistics.paired_comparison import PairedComparison
from pruning_core.experiments.statistics.sentences import interval_text, pairs_text
from pruning_core.networks import NETWORKS
from pruning_core.texts import gettext, gettext_noop, grouped, ngettext

SPARSITY_TOLERANCE = 1e-6

LOST = gettext_noop(
    "{network} at {sparsity}: {amount} of test accuracy lost ({interval} {low} to {high}), {pairs}"
)
GAINED = gettext_noop(
    "{network} at {sparsity}: {amount} of test accuracy gained ({interval} {low} to {high}), {pairs}"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedEffect:
    """A measured difference between two arms that the experiment planned to compare.

    Attributes:
        answer: The experiment.
        network: The network, a key of `NETWORKS`.
        sparsity: The sparsity of the pruned arm at its end.
        is_loss: Whether the other arm is the dense baseline.
        comparison: The planned comparison with its statistics.
    """

    answer: PublishedAnswer
    network: str
    sparsity: float
    is_loss: bool
    comparison: ComparisonResult

    @property
    def sentence(self) -> str:
        """The measurement in one line."""
        result = self.comparison.result
        if result is None or not self.is_loss:
            return gettext(
                "{network} at {sparsity}: {sentence}",
                network=gettext(NETWORKS[self.network].title),
                sparsity=percent(round(self.sparsity, 6)),
                sentence=self.comparison.sentence.removesuffix("."),
            )
        return loss_text(self, result)

    @property
    def description(self) -> str:
        """The measurement with its training, and with the number of runs while some are missing."""
        experiment = self.answer.experiment
        plan = experiment.arm(self.comparison.comparison.a).config.plan
        setting = gettext(
            "{measurement} ({epochs}, batch size {batch_size})",
            measurement=self.sentence,
            epochs=ngettext("{count} epoch", "{count} epochs", plan.epochs),
            batch_size=grouped(plan.batch_size),
        )
        if self.answer.is_complete:
            return setting
        return gettext(
            "{measurement}; not final: {done} of {runs} runs have finished",
            measurement=setting,
            done=grouped(self.answer.n_finished),
            runs=grouped(len(experiment)),
        )


def published_effect(
    network: str, dataset: str, sparsity: float, *, answers: Sequence[PublishedAnswer]
) -> tuple[PublishedEffect, ...]:
    """What was measured at a sparsity, or at the nearest measured sparsities below and above it.

    Args:
        network: The network, a key of `NETWORKS`.
        dataset: The data set.
        sparsity: The sparsity at the end of the schedule, in 0..1.
        answers: The published experiments.

    Returns:
        The effects, from the lowest sparsity to the highest. Empty if nothing was measured, or if the
        sparsity is below or above all measured sparsities.
    """
    found = [
        effect
        for answer in answers
        for effect in effects_of(answer)
        if effect.network == network and answer.experiment.arms[0].config.dataset == dataset
    ]
    exact = [each for each in found if abs(each.sparsity - sparsity) < SPARSITY_TOLERANCE]
    if exact:
        return tuple(exact)
    below = [each for each in found if each.is_loss and each.sparsity < sparsity]
    above = [each for each in found if each.is_loss and each.sparsity > sparsity]
    if not below or not above:
        return ()
    lower = max(each.sparsity for each in below)
    upper = min(each.sparsity for each in above)
    return tuple(each for each in [*below, *above] if each.sparsity in (lower, upper))


@lru_cache(maxsize=64)
def effects_of(answer: PublishedAnswer) -> tuple[PublishedEffect, ...]:
    """The measured differences of one experiment: between pruned and dense, or at one sparsity."""
    effects = []
    for each in analyse(answer.experiment, answer.rows).comparisons:
        a = answer.experiment.arm(each.comparison.a)
        b = answer.experiment.arm(each.comparison.b)
        sparsity = compared_sparsity(a, b)
        if each.result is not None and each.result.n_pairs and sparsity is not None:
            effects.append(
                PublishedEffect(
                    answer=answer,
                    network=a.config.network,
                    sparsity=sparsity,
                    is_loss=a.is_dense or b.is_dense,
                    comparison=each,
                )
            )
    return tuple(effects)


def compared_sparsity(a: Arm, b: Arm) -> float | None:
    """The sparsity that a comparison is about; None if it compares other things.

    Both arms must train the same network. One is dense, or both end at the same sparsity.
    """
    if a.config.network != b.config.network or (a.is_dense and b.is_dense):
        return None
    if a.is_dense or b.is_dense:
        pruned, dense = (b, a) if a.is_dense else (a, b)
        is_baseline = pruned.config.dense.to_json() == dense.config.to_json()
        return end_sparsity(pruned) if is_baseline else None
    return end_sparsity(a) if end_sparsity(a) == end_sparsity(b) else None


def loss_text(effect: PublishedEffect, result: PairedComparison) -> str:
    """The lost accuracy with its interval. Both ends are losses; a negative end is a gain."""
    a_is_dense = effect.answer.experiment.arm(effect.comparison.comparison.a).is_dense
    low, high = result.interval
    lost = result.difference if a_is_dense else -result.difference
    low, high = (low, high) if a_is_dense else (-high, -low)
    is_gain = lost < 0
    if is_gain:
        lost, low, high = -lost, -high, -low
    network = gettext(NETWORKS[effect.network].title)
    sparsity = percent(round(effect.sparsity, 6))
    pairs = pairs_text(result.n_pairs)
    if result.verdict == "too few pairs":
        (amount,) = ACCURACY.numbers(-lost if is_gain else lost)
        return gettext(
            "{network} at {sparsity}: {amount} of test accuracy lost on average of {pairs}, too few for an interval",
            network=network,
            sparsity=sparsity,
            amount=ACCURACY.amount_of_difference(amount),
            pairs=pairs,
        )
    amount, low_text, high_text = ACCURACY.numbers(lost, low, high)
    return gettext(
        GAINED if is_gain else LOST,
        network=network,
        sparsity=sparsity,
        amount=ACCURACY.amount_of_difference(amount),
        interval=interval_text(result),
        low=low_text,
        high=high_text,
        pairs=pairs,
    )
