"""Arm and Comparison: one way to train, and two ways that an experiment compares seed by seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pruning_core.checks import quoted, store_checked
from pruning_core.errors import ExperimentError
from pruning_core.runs.config import RunConfig
from pruning_core.texts import gettext

MAX_NAME_CHARACTERS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm:
    """One way to train. The experiment trains it once with each seed.

    Attributes:
        name: The name of the arm.
        config: The training. Its seed is 0, because the experiment sets the seed.
    """

    name: str
    config: RunConfig

    def __post_init__(self) -> None:
        check_name("name", self.name)
        store_checked(self, config=replace(self.config, seed=0))

    @property
    def is_dense(self) -> bool:
        """Whether the arm prunes nothing."""
        return self.config.schedule is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two arms that the experiment compares, seed by seed.

    Attributes:
        a: The name of the first arm.
        b: The name of the second arm.
        primary: Whether this is the main question of the experiment. One comparison is primary.
    """

    a: str
    b: str
    primary: bool = False


def check_name(field_name: str, name: object) -> None:
    """Raise ExperimentError unless a name is a short text in one line."""
    is_text = isinstance(name, str) and name.strip() == name and name.isprintable()
    if not is_text or not 0 < len(str(name)) <= MAX_NAME_CHARACTERS:
        raise ExperimentError(
            field_name,
            gettext(
                "{field} must be a text in one line with 1 to {most} characters, got {value}",
                field=field_name,
                most=MAX_NAME_CHARACTERS,
                value=quoted(name),
            ),
        )


def check_arms(arms: Sequence[Arm]) -> None:
    """Raise ExperimentError if two arms have the same name or are the same training."""
    different = DifferentArms()
    for arm in arms:
        different.add(arm)


class DifferentArms:
    """Collects arms, and refuses an arm that is equal to an earlier one."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._names_by_training: dict[str, str] = {}

    def add(self, arm: Arm) -> None:
        """Add an arm. Raise ExperimentError if an earlier arm has its name, or is the same training."""
        if arm.name in self._names:
            raise ExperimentError(
                "name", gettext("two arms are called {name}: rename one", name=quoted(arm.name))
            )
        self._names.add(arm.name)
        other = self._names_by_training.setdefault(arm.config.to_json(), arm.name)
        if other != arm.name:
            raise ExperimentError(
                "name",
                gettext(
                    "the arms {name} and {other} are the same training: remove one",
                    name=quoted(other),
                    other=quoted(arm.name),
                ),
            )


def checked_comparisons(
    comparisons: Sequence[Comparison], arms: Sequence[Arm]
) -> tuple[Comparison, ...]:
    """The comparisons, of which exactly one is primary.

    Raises:
        ExperimentError: If a comparison is not possible, or if not exactly one is primary.
    """
    for index, comparison in enumerate(comparisons):
        check_comparison(comparison, comparisons[:index], arms)
    if len(comparisons) == 1:
        return (replace(comparisons[0], primary=True),)
    if comparisons and sum(each.primary for each in comparisons) != 1:
        raise ExperimentError(
            "comparisons",
            gettext("exactly one comparison must be primary: write primary = true in one of them"),
        )
    return tuple(comparisons)


def check_comparison(
    comparison: Comparison, earlier: Sequence[Comparison], arms: Sequence[Arm]
) -> None:
    """Raise ExperimentError unless a comparison has two arms whose runs are pairs, and is new.

    Args:
        comparison: The comparison.
        earlier: The comparisons before it.
        arms: The arms of the experiment.
    """
    by_name = {arm.name: arm for arm in arms}
    for field_name, name in (("a", comparison.a), ("b", comparison.b)):
        if name not in by_name:
            raise ExperimentError(
                field_name,
                gettext(
                    "{field} must be an arm of the experiment, got {name}; its arms are {arms}",
                    field=field_name,
                    arms="; ".join(by_name),
                    name=quoted(name),
                ),
            )
    pair = {comparison.a, comparison.b}
    if len(pair) == 1 or any(pair == {each.a, each.b} for each in earlier):
        raise ExperimentError(
            "a",
            gettext(
                "a comparison must have two different arms, and may appear once, got {a} and {b}",
                a=quoted(comparison.a),
                b=quoted(comparison.b),
            ),
        )
    check_pairs(by_name[comparison.a], by_name[comparison.b])


def check_pairs(first: Arm, second: Arm) -> None:
    """Raise ExperimentError if runs of two arms with the same seed do not share data and batch order."""
    plans = (first.config.dataset, first.config.plan), (second.config.dataset, second.config.plan)
    if plans[0] != plans[1]:
        raise ExperimentError(
            "comparisons",
            gettext(
                "{a} and {b} cannot be compared: they need the same dataset, examples, batch_size and "
                "epochs, so that runs with the same seed are pairs",
                a=quoted(first.name),
                b=quoted(second.name),
            ),
        )
