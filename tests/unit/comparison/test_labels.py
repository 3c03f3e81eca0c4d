"""Labels are short, and name what distinguishes the runs."""

from dataclasses import replace

from pruning_core.comparison.comparison import compare
from pruning_core.runs.config import RunConfig
from tests.compared_runs import DECAY, PLAN, config_of, run_of


def labels_of(*configs: RunConfig, names: tuple[str | None, ...] = ()) -> tuple[str, ...]:
    """The labels of finished runs with these configs and names."""
    runs = [run_of(config, run_id=str(index)) for index, config in enumerate(configs)]
    named = [replace(run, name=name) for run, name in zip(runs, names, strict=False)]
    return compare([*named, *runs[len(named) :]], {}).labels


def test_label_names_the_settings_that_differ() -> None:
    labels = labels_of(config_of(), config_of(learning_rate=0.01), config_of(seed=1))
    assert labels == (
        "Seed 0, Learning rate 0.001",
        "Seed 0, Learning rate 0.01",
        "Seed 1, Learning rate 0.001",
    )


def test_setting_that_changes_together_with_another_one_is_not_named() -> None:
    longer = replace(PLAN, epochs=8)
    first = config_of(schedule=DECAY)
    second = config_of(schedule=replace(DECAY, final_sparsity=0.9, end_step=60), plan=longer)
    assert labels_of(first, second) == ("final_sparsity 80\u00a0%", "final_sparsity 90\u00a0%")


def test_kinds_of_schedules_are_named_if_they_differ() -> None:
    labels = labels_of(config_of(), config_of(schedule=DECAY), config_of().dense)
    assert labels == ("ConstantSparsity", "PolynomialDecay", "Dense baseline")


def test_name_of_a_run_comes_first() -> None:
    labels = labels_of(config_of(), config_of(seed=1), names=("mine", None))
    assert labels == ("mine · Seed 0", "Seed 1")


def test_equal_runs_have_the_title_of_their_schedule() -> None:
    first, second = labels_of(config_of(), config_of())
    assert first == second
    assert first.startswith("ConstantSparsity 50")


def test_label_of_a_group_has_no_seed() -> None:
    configs = [
        config_of(seed=seed, learning_rate=rate) for rate in (0.001, 0.01) for seed in (0, 1)
    ]
    runs = [run_of(config, run_id=str(index)) for index, config in enumerate(configs)]
    assert compare(runs, {}).group_labels == ("Learning rate 0.001", "Learning rate 0.01")
