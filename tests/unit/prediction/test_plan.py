"""A training plan converts examples, batches and epochs into steps."""

import json
from dataclasses import asdict
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


def test_numpy_scalars_become_numbers_that_json_can_write() -> None:
    scalars: dict[str, Any] = {
        "num_examples": np.int64(100),
        "batch_size": np.int32(10),
        "epochs": np.uint8(2),
        "validation_split": np.float32(0.5),
    }
    plan = TrainingPlan(**scalars)
    assert TrainingPlan(**json.loads(json.dumps(asdict(plan)))) == plan
