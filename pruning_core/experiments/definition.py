"""Experiment: a question, the trainings that answer it, and the comparisons that are fixed before they start."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pruning_core.checks import check_whole, store_checked
from pruning_core.errors import ExperimentError
from pruning_core.experiments.arms import (
    Arm,
    Comparison,
    check_arms,
    check_name,
    checked_comparisons,
)
from pruning_core.experiments.disk_use import bytes_of_run
from pruning_core.runs.config import RunConfig
from pruning_core.runs.graphs import MAX_IDLE_NETWORKS, Kind, kind_of
from pruning_core.texts import gettext, grouped

MAX_SEED = 2**32 - 1
MAX_RUNS = 20_000
MAX_RETRIES = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedRun:
    """One training of an experiment: an arm with a seed."""

    arm: Arm
    seed: int

    @property
    def config(self) -> RunConfig:
        """The config of the run. Runs with the same seed share initial weights, data order and dropout."""
        return replace(self.arm.config, seed=self.seed)

    @property
    def name(self) -> str:
        """The name of the run."""
        return self.arm.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Experiment:
    """Arms, seeds, and the comparisons that are fixed before the runs start.

    Attributes:
        name: The name of the experiment.
        question: The question that it answers, or "".
        arms: The arms. No two arms are the same training.
        seeds: The seeds. Each arm is trained once with each seed.
        comparisons: The comparisons, of which one is primary. If there is only one, it is primary.
        retries: How often a failed run is trained again.
        reuse: Whether finished runs of the same training outside this experiment count, if they were trained
            on the same kind of machine.

    Raises:
        ExperimentError: If two arms are equal, a comparison names an unknown arm, there are no seeds, or
            there are too many runs.

    >>> from pruning_core import ConstantSparsity, TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=100, epochs=1)
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> arms = [Arm(name="half", config=RunConfig(schedule=half, plan=plan)),
    ...         Arm(name="dense", config=RunConfig(schedule=None, plan=plan))]
    >>> experiment = Experiment(name="Half", arms=arms, seeds=range(3))
    >>> len(experiment), [run.seed for run in experiment.runs][:3]
    (6, [0, 0, 1])
    """

    name: str
    arms: Sequence[Arm]
    seeds: Sequence[int]
    question: str = ""
    comparisons: Sequence[Comparison] = field(default=())
    retries: int = 1
    reuse: bool = False

    def __post_init__(self) -> None:
        check_name("name", self.name)
        check_seeds(self.seeds)
        check_size(len(self.arms), len(self.seeds), self.arms[0].config if self.arms else None)
        check_arms(self.arms)
        check_whole("retries", self.retries, least=0, most=MAX_RETRIES, error=ExperimentError)
        comparisons = checked_comparisons(self.comparisons, self.arms)
        store_checked(self, arms=tuple(self.arms), seeds=tuple(self.seeds), comparisons=comparisons)

    def __len__(self) -> int:
        """The number of runs."""
        return len(self.arms) * len(self.seeds)

    def arm(self, name: str) -> Arm:
        """The arm with this name."""
        return next(arm for arm in self.arms if arm.name == name)

    @property
    def definition_hash(self) -> str:
        """SHA-256 of the parts that never change: name, arms and comparisons.

        Seeds may be added later, so they are not part of it.
        """
        arms = [[arm.name, arm.config.to_json()] for arm in self.arms]
        comparisons = [[each.a, each.b, each.primary] for each in self.comparisons]
        parts = [self.name, arms, comparisons]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    @property
    def primary(self) -> Comparison | None:
        """The primary comparison, or None if nothing is compared."""
        return next((each for each in self.comparisons if each.primary), None)

    @property
    def runs(self) -> Iterator[PlannedRun]:
        """The runs in the order in which they are trained.

        A worker keeps the traced graphs of its last two kinds of networks, and a new graph takes seconds. So the
        networks come one after another, and within a network two kinds of graphs at a time. Among those,
        all arms of one seed come before the next seed, so an experiment that is stopped early has pairs.
        """
        for network in dict.fromkeys(arm.config.network for arm in self.arms):
            kinds: dict[Kind, int] = {}
            parts: dict[int, list[Arm]] = {}
            for arm in self.arms:
                if arm.config.network == network:
                    number = kinds.setdefault(kind_of(arm.config), len(kinds))
                    parts.setdefault(number // MAX_IDLE_NETWORKS, []).append(arm)
            for _number, arms in sorted(parts.items(), key=lambda part: part[0]):
                yield from (PlannedRun(arm=arm, seed=seed) for seed in self.seeds for arm in arms)

    def with_seeds(self, seeds: Sequence[int]) -> "Experiment":
        """The experiment with more seeds. The seeds that it has already stay."""
        return replace(self, seeds=tuple(dict.fromkeys([*self.seeds, *seeds])))


def check_seeds(seeds: Sequence[int]) -> None:
    """Raise ExperimentError if there are no seeds, or if a seed is invalid or appears twice."""
    if not seeds:
        raise ExperimentError(
            "seeds",
            gettext(
                "seeds must have at least one seed: write a number of seeds, or a list of seeds"
            ),
        )
    for seed in seeds:
        check_whole("seeds", seed, least=0, most=MAX_SEED, error=ExperimentError)
    if len(set(seeds)) < len(seeds):
        twice = next(seed for seed in seeds if list(seeds).count(seed) > 1)
        raise ExperimentError(
            "seeds", gettext("seeds must name each seed once, got {seed} twice", seed=twice)
        )


def check_size(n_arms: int, n_seeds: int, example: RunConfig | None) -> None:
    """Raise ExperimentError if there are too many runs, or no arms. `example` is the training of one arm."""
    if not n_arms or example is None:
        raise ExperimentError(
            "arms", gettext("an experiment needs at least one arm: add one to schedules or arms")
        )
    n_runs = n_arms * n_seeds
    if n_runs > MAX_RUNS:
        raise ExperimentError(
            "seeds",
            gettext(
                "{arms} arms with {seeds} seeds are {runs} runs with about {steps} steps and {gigabytes} GB, "
                "and an experiment may have {most} runs: use fewer arms or seeds",
                arms=grouped(n_arms),
                seeds=grouped(n_seeds),
                runs=grouped(n_runs),
                steps=grouped(n_runs * example.plan.total_steps),
                gigabytes=grouped(round(n_runs * bytes_of_run(example) / 1e9)),
                most=grouped(MAX_RUNS),
            ),
        )
