"""A training plan converts examples, batches and epochs into steps."""

import json
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from pruning_core import TrainingPlan
from pruning_core.errors import PlanError

counts = st.integers(1, 10_000)
splits = st.one_of(st.just(0.0), st.floats(0, 1, exclude_max=True))


@given(counts, counts, st.integers(1, 5), splits)
def test_batches_of_an_epoch_contain_all_its_examples_and_no_batch_is_empty(
    num_examples: int, batch_size: int, epochs: int, validation_split: float
) -> None:
    try:
        plan = TrainingPlan(
            num_examples=num_examples,
            batch_size=batch_size,
            epochs=epochs,
            validation_split=validation_split,
        )
    except PlanError:
        reject()
    assert plan.training_examples + plan.validation_examples == num_examples
    assert (plan.validation_examples > 0) == (validation_split > 0)
    for epoch in {0, epochs - 1}:
        first = epoch * plan.steps_per_epoch + 1
        batches = [
            plan.examples_in_step(step) for step in range(first, first + plan.steps_per_epoch)
        ]
        assert sum(batches) == plan.training_examples
        assert 1 <= batches[-1] <= batch_size
        assert set(batches[:-1]) <= {batch_size}
    assert plan.total_steps == epochs * plan.steps_per_epoch


def test_plan_of_the_article_has_5760_steps() -> None:
    plan = TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2)
    assert (plan.steps_per_epoch, plan.total_steps) == (192, 5760)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("num_examples", {"num_examples": 0}),
        ("num_examples", {"num_examples": 10.0}),
        ("batch_size", {"batch_size": -1}),
        ("batch_size", {"batch_size": True}),
        ("epochs", {"epochs": None}),
        ("epochs", {"epochs": 2**53 + 1}),
        ("validation_split", {"validation_split": 1.0}),
        ("validation_split", {"validation_split": -0.1}),
        ("validation_split", {"validation_split": float("nan")}),
        ("validation_split", {"validation_split": "0.2"}),
        ("validation_split", {"num_examples": 1, "validation_split": 0.5}),
        ("validation_split", {"num_examples": 10, "validation_split": 1e-17}),
    ],
)
def test_invalid_plan_is_refused_and_the_error_names_the_field(
    field: str, changes: dict[str, Any]
) -> None:
    arguments = {"num_examples": 10, "batch_size": 2, "epochs": 1} | changes
    with pytest.raises(PlanError, match=field) as error_info:
        TrainingPlan(**arguments)
    assert error_info.value.field == field


def test_total_steps_are_the_calls_of_a_pruned_layer() -> None:
    plan = TrainingPlan(
        num_examples=1000, batch_size=64, epochs=3, steps_per_epoch=50, calls_per_step=4
    )
    assert (plan.steps_per_epoch, plan.calls_per_epoch, plan.total_steps) == (50, 200, 600)


def test_copy_with_other_examples_has_other_steps_per_epoch_unless_they_are_given() -> None:
    plan = TrainingPlan(num_examples=1000, batch_size=10, epochs=1, steps_per_epoch=None)
    assert replace(plan, num_examples=50).steps_per_epoch == 5
    assert replace(replace(plan, steps_per_epoch=7), num_examples=50).steps_per_epoch == 7


def test_batch_that_is_larger_than_the_data_is_one_step() -> None:
    assert TrainingPlan(num_examples=10, batch_size=10**9, epochs=3).total_steps == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"num_examples": 10**9, "epochs": 2},
        {"steps_per_epoch": 2**31 - 1},
        {"calls_per_step": 2**31 - 1},
    ],
)
def test_longest_plan_has_2_31_minus_1_steps_and_a_longer_one_is_refused_with_the_way_out(
    changes: dict[str, int],
) -> None:
    arguments = {"num_examples": 1, "batch_size": 1, "epochs": 1} | changes
    assert TrainingPlan(**arguments).total_steps <= 2**31 - 1
    with pytest.raises(PlanError, match=r"at most 2,147,483,647 steps.*lower epochs") as error_info:
        TrainingPlan(**(arguments | {"epochs": 3}))
    assert error_info.value.field == "epochs"


def test_more_examples_than_the_largest_plan_name_the_way_out() -> None:
    with pytest.raises(PlanError, match=r"at most 1000000000.*give steps_per_epoch"):
        TrainingPlan(num_examples=10**9 + 1, batch_size=1, epochs=1)


@given(st.integers(1, 2**31 - 1))
def test_total_steps_can_be_given_directly(total_steps: int) -> None:
    assert TrainingPlan.of_steps(total_steps).total_steps == total_steps


@given(counts, counts, st.integers(1, 50), st.integers(1, 8), st.data())
def test_step_and_epoch_convert_both_ways(
    num_examples: int, batch_size: int, epochs: int, calls: int, data: st.DataObject
) -> None:
    plan = TrainingPlan(
        num_examples=num_examples, batch_size=batch_size, epochs=epochs, calls_per_step=calls
    )
    step = data.draw(st.integers(0, plan.total_steps))
    assert plan.step_at(epoch=plan.epoch_of(step)) == step
    assert plan.step_at(fraction=step / plan.total_steps) == step
    assert plan.step_at(epoch=epochs) == plan.step_at(fraction=1) == plan.total_steps


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("epoch", {}),
        ("epoch", {"epoch": 1, "fraction": 0.5}),
        ("epoch", {"epoch": 2.1}),
        ("epoch", {"epoch": -1}),
        ("fraction", {"fraction": 1.01}),
        ("fraction", {"fraction": float("nan")}),
    ],
)
def test_step_outside_the_training_is_refused(field: str, arguments: dict[str, float]) -> None:
    plan = TrainingPlan(num_examples=10, batch_size=2, epochs=2)
    with pytest.raises(PlanError, match=field) as error_info:
        plan.step_at(**arguments)
    assert error_info.value.field == field


def test_numpy_scalars_become_numbers_that_json_can_write() -> None:
    scalars: dict[str, Any] = {
        "num_examples": np.int64(100),
        "batch_size": np.int32(10),
        "epochs": np.uint8(2),
        "validation_split": np.float32(0.5),
    }
    plan = TrainingPlan(**scalars)
    assert TrainingPlan(**json.loads(json.dumps(asdict(plan)))) == plan
