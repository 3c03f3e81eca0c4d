"""Small experiments that several tests use."""

from pruning_core import ConstantSparsity, PolynomialDecay, TrainingPlan
from pruning_core.experiments.arms import Arm, Comparison
from pruning_core.experiments.definition import Experiment
from pruning_core.runs.config import RunConfig

PLAN = TrainingPlan(num_examples=100, batch_size=50, epochs=5)
HALF = ConstantSparsity(target_sparsity=0.5, begin_step=0, frequency=1)
DECAY = PolynomialDecay(
    initial_sparsity=0, final_sparsity=0.5, begin_step=0, end_step=8, frequency=2
)


def arm(name: str, schedule: ConstantSparsity | PolynomialDecay | None, **parts: object) -> Arm:
    """An arm with a training of 10 steps on the digits."""
    values = {"plan": PLAN, "dataset": "digits", "network": "mlp", **parts}
    return Arm(name=name, config=RunConfig(schedule=schedule, **values))


def small_experiment(*, n_seeds: int = 2, name: str = "Small") -> Experiment:
    """Three arms, and one comparison."""
    return Experiment(
        name=name,
        question="Which is better?",
        arms=(arm("dense", None), arm("constant", HALF), arm("polynomial", DECAY)),
        seeds=range(n_seeds),
        comparisons=(Comparison(a="polynomial", b="constant"),),
    )
