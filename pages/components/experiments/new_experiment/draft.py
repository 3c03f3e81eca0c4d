"""The draft of a new experiment: the values of the form, and its file, which the visitor may edit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pruning_core.experiments.arms import Arm, Comparison
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.frontier import end_sparsity
from pruning_core.texts import gettext

DEFAULT_SEEDS = 8


@dataclass(slots=True)
class Draft:
    """The record of the form in a session.

    Attributes:
        name: The name of the experiment.
        question: The question that it answers.
        schedules: The indexes of the explorer's schedules that are arms, or None for all.
        sparsities: The last sparsities as the visitor typed them, in per cent.
        networks: The networks, or None for the network of the explorer.
        rates: The learning-rate schedules, or None for that of the explorer.
        n_seeds: The number of seeds.
        has_dense: Whether the dense baseline is an arm.
        comparisons: The comparisons, or None for the proposed one.
        primary: The primary comparison, or None for the first one.
        text: The file, if the visitor has edited it. The form then changes nothing.
        edition: A number that grows when the file is replaced, so that its input is made anew.
        message: The reason why the experiment did not start, or "".
    """

    name: str = field(default_factory=lambda: gettext("My experiment"))
    question: str = ""
    schedules: Sequence[int] | None = None
    sparsities: str = ""
    networks: Sequence[str] | None = None
    rates: Sequence[str] | None = None
    n_seeds: int = DEFAULT_SEEDS
    has_dense: bool = True
    comparisons: Sequence[tuple[str, str]] | None = None
    primary: tuple[str, str] | None = None
    text: str | None = None
    edition: int = 0
    message: str = ""

    def edit_text(self, text: str | None) -> None:
        """Replace the file, or return to the file of the form."""
        self.text, self.message = text, ""
        self.edition += 1


def possible_comparisons(experiment: Experiment) -> list[tuple[str, str]]:
    """Each pair of arms, with pruned arms first. The proposed comparison is the first.

    The proposal: the first two pruned arms, or the only pruned arm and the dense baseline.
    """
    arms = sorted(experiment.arms, key=lambda arm: arm.is_dense)
    pairs = [(a.name, b.name) for number, a in enumerate(arms) for b in arms[number + 1 :]]
    return sorted(
        pairs, key=lambda pair: differences(experiment.arm(pair[0]), experiment.arm(pair[1]))
    )


def differences(a: Arm, b: Arm) -> int:
    """In how many parts two arms differ: fewer parts make a clearer comparison."""
    others = (a.config.network != b.config.network) + (
        a.config.learning_rate_schedule != b.config.learning_rate_schedule
    )
    return 2 * others + (end_sparsity(a) != end_sparsity(b)) + (a.is_dense or b.is_dense)


def planned(
    pairs: Sequence[tuple[str, str]], primary: tuple[str, str] | None
) -> tuple[Comparison, ...]:
    """Comparisons, of which one is primary: the first one if `primary` is not among them."""
    main = primary if primary in pairs else next(iter(pairs), None)
    return tuple(Comparison(a=a, b=b, primary=(a, b) == main) for a, b in pairs)


def sparsities_of(text: str) -> list[float]:
    """The sparsities in a text such as "50, 87.5 %", in 0..1.

    Raises:
        ValueError: If a part is no number.

    >>> sparsities_of("50, 87.5 %"), sparsities_of("")
    ([0.5, 0.875], [])
    """
    parts = text.replace("%", " ").replace(";", ",").split(",")
    return [round(float(part) / 100, 10) for part in parts if part.strip()]
