"""An experiment's file: what people write is read, and each mistake is named with its line."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import ConstantSparsity
from pruning_core.errors import ExperimentError
from pruning_core.experiments.arms import Arm, Comparison
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.file import read_experiment, write_experiment
from pruning_core.experiments.file.example import EXAMPLE
from pruning_core.runs.config import RunConfig
from tests.strategies import schedules
from tests.unit.experiments.experiments import DECAY, HALF, PLAN, arm, small_experiment

GRID = """
name = "Grid"
seeds = [3, 5]
sparsity = [0.5, 0.75]
[training]
network = ["mlp", "lenet_300_100"]
dataset = "digits"
learning_rate = [0.001, 0.01]
epochs = 2
[schedules]
dense = "none"
code = "PolynomialDecay(0.0, 0.9, begin_step=0, end_step=50)"
[schedules.constant]
class_name = "ConstantSparsity"
begin_step = "50%"
"""


@given(
    st.lists(schedules(), max_size=4, unique_by=lambda each: str(each.get_config())),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=4, unique=True),
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20),
    st.text(max_size=20),
)
def test_written_experiment_is_read_as_the_same_experiment(
    arms: list[ConstantSparsity], seeds: list[int], name: str, question: str
) -> None:
    names = [f"{name} {index}" for index in range(len(arms) + 1)]
    experiment = Experiment(
        name=name,
        question=question,
        arms=[
            Arm(
                name=each,
                config=RunConfig(schedule=schedule, plan=PLAN, dataset="digits", network="mlp"),
            )
            for each, schedule in zip(names, [None, *arms], strict=True)
        ],
        seeds=seeds,
        comparisons=[
            Comparison(a=names[0], b=each, primary=each == names[1]) for each in names[1:]
        ],
        retries=2,
        reuse=True,
    )
    assert read_experiment(write_experiment(experiment)) == experiment


def test_example_is_read() -> None:
    experiment = read_experiment(EXAMPLE)
    assert [arm.name for arm in experiment.arms] == ["dense", "constant", "polynomial"]
    assert experiment.primary == Comparison(a="polynomial", b="constant", primary=True)
    assert len(experiment) == 18
    constant = experiment.arm("constant").config
    assert constant.schedule == ConstantSparsity(
        target_sparsity=0.9, begin_step=constant.plan.total_steps // 4, frequency=5
    )


def test_lists_multiply_the_arms() -> None:
    experiment = read_experiment(GRID)
    assert len(experiment.arms) == (1 + 1 + 2) * 2 * 2
    arm = experiment.arm("constant, 75 %, lenet_300_100, learning_rate 0.01").config
    assert (arm.network, arm.learning_rate) == ("lenet_300_100", 0.01)
    assert arm.schedule == ConstantSparsity(
        target_sparsity=0.75, begin_step=arm.plan.total_steps // 2
    )


def test_networks_come_one_after_another_with_every_pair_complete_early() -> None:
    runs = list(read_experiment(GRID).runs)
    networks = [run.config.network for run in runs]
    assert networks == sorted(networks, key=networks.index)
    half = len(runs) // 4
    assert {run.seed for run in runs[:half]} == {3}
    assert len({run.arm.name for run in runs[:half]}) == half


TEXT = write_experiment(small_experiment())


@pytest.mark.parametrize(
    ("old", "new", "line_with", "message"),
    [
        ("seeds = 2", "seeds = 0", "seeds = 0", "write a number of seeds, or a list"),
        ("seeds = 2", "seeds = 'two'", "seeds = 'two'", "must be a whole number or a list"),
        ("seeds = 2", "seeds = [1, 1]", "seeds = [1, 1]", "each seed once, got 1 twice"),
        (
            "seeds = 2",
            "seeds = 1000000",
            "seeds = 1000000",
            "are 3,000,000 runs with about 30,000,000 steps",
        ),
        ("seeds = 2", "seeds = [1.5]", "seeds = [1.5]", "must be a whole number, got 1.5"),
        ("retries = 1", "retrys = 1", "retrys = 1", "'retrys' is not known here: remove it, or"),
        ("retries = 1", "retries = -1", "retries = -1", "must be at least 0, got -1"),
        ("reuse = false", "reuse = 0", "reuse = 0", "must be true or false, got 0"),
        ('name = "Small"', "name = 7", "name = 7", "must be a text in quotes, got 7"),
        ("epochs = 5", "epochs = 0", "epochs = 0", "epochs must be at least 1, got 0"),
        ("epochs = 5", "epochs = [5, 6]", "epochs = [5, 6]", "all arms share it"),
        ("epochs = 5", "epoch = 5", "epoch = 5", "'epoch' is not known here"),
        ('"digits"', '"cifar"', '"cifar"', "must be one of mnist"),
        ('name = "constant"', 'name = "dense"', 'name = "dense"', "two arms are called 'dense'"),
        ("target_sparsity = 0.5", "target_sparsity = 1.5", "1.5", "target_sparsity"),
        ("target_sparsity = 0.5", "goal = 0.5", "ConstantSparsity", "needs target_sparsity"),
        ("begin_step = 0", "start = 0", "ConstantSparsity", "has no parameter 'start'"),
        ("begin_step = 0", 'begin_step = "0.5"', "ConstantSparsity", "part of the training"),
        ('"ConstantSparsity"', '"Constant"', '"Constant"', "must be one of ConstantSparsity"),
        ('b = "constant"', 'b = "const"', 'b = "const"', "got 'const'; its arms are dense;"),
        ('b = "constant"', 'b = "polynomial"', 'a = "polynomial"', "two different arms"),
        ('b = "constant"', "b = ", "b = ", "the file is not TOML"),
    ],
)
def test_each_mistake_is_named_with_its_line(
    old: str, new: str, line_with: str, message: str
) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(ExperimentError) as caught:
        read_experiment(text)
    assert message in str(caught.value)
    line = caught.value.line or 0
    assert str(caught.value).startswith(f"line {line}: ")
    assert line_with in text.splitlines()[line - 1]


def test_arms_with_the_same_training_are_refused() -> None:
    arms = (arm("half", HALF), arm("again", HALF))
    with pytest.raises(ExperimentError, match="'half' and 'again' are the same training"):
        Experiment(name="x", arms=arms, seeds=[0])


def test_arms_with_other_data_cannot_be_compared() -> None:
    longer = arm("longer", None, plan=replace(PLAN, epochs=6))
    with pytest.raises(ExperimentError, match="cannot be compared"):
        Experiment(
            name="x",
            arms=(arm("half", HALF), longer),
            seeds=[0],
            comparisons=(Comparison(a="half", b="longer"),),
        )


def test_one_of_several_comparisons_is_primary() -> None:
    comparisons = (Comparison(a="dense", b="constant"), Comparison(a="dense", b="polynomial"))
    with pytest.raises(ExperimentError, match="exactly one comparison must be primary"):
        replace(small_experiment(), comparisons=comparisons)


def test_seeds_do_not_change_the_hash_of_the_definition() -> None:
    experiment = small_experiment()
    assert experiment.with_seeds([1, 7]).seeds == (0, 1, 7)
    assert experiment.with_seeds([7]).definition_hash == experiment.definition_hash
    renamed = replace(experiment, name="Other")
    assert renamed.definition_hash != experiment.definition_hash


def test_a_worker_trains_two_kinds_of_graphs_at_a_time() -> None:
    rates = ("constant", "cosine", "exponential")
    arms = tuple(
        arm(f"{rate} {name}", schedule, learning_rate_schedule=rate)
        for rate in rates
        for name, schedule in (("a", HALF), ("b", DECAY))
    )
    runs = list(Experiment(name="x", arms=arms, seeds=range(3)).runs)
    shapes = [run.config.learning_rate_schedule for run in runs]
    assert set(shapes[:12]) == {"constant", "cosine"}
    assert set(shapes[12:]) == {"exponential"}
    assert [run.seed for run in runs[:8]] == [0, 0, 0, 0, 1, 1, 1, 1]
    assert len({(run.arm.name, run.seed) for run in runs}) == len(runs) == 18
