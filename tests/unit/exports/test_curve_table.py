"""The table of a curve has one row for each step. Its texts are read as exactly the same float32."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import (
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.exports import all_curve_rows, curve_csv
from pruning_core.exports.table import COLUMNS, MAX_ROWS
from tests.examples import DECAY
from tests.export_inputs import (
    any_schedules,
    decays,
    plans,
)

PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=2, validation_split=0.2)


@given(st.one_of(decays(300), any_schedules()), plans())
def test_table_has_one_row_for_each_step_and_is_read_as_the_same_float32(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    header, *rows = csv.reader(io.StringIO(curve_csv(schedule, plan)))
    assert tuple(header) == COLUMNS
    step, epoch, scheduled, applied, update = (list(column) for column in zip(*rows, strict=True))
    steps = np.arange(1, plan.total_steps + 1)
    assert [int(text) for text in step] == steps.tolist()
    assert [int(text) for text in epoch] == np.repeat(
        np.arange(1, plan.epochs + 1), plan.steps_per_epoch
    ).tolist()
    np.testing.assert_array_equal(np.array(scheduled, np.float32), schedule.sparsity(steps))
    np.testing.assert_array_equal(
        np.array(applied, np.float32), applied_sparsity(schedule, plan.total_steps)
    )
    update_rows = [
        int(text) for text, is_update in zip(step, update, strict=True) if is_update == "1"
    ]
    assert update_rows == update_steps(schedule, plan.total_steps).tolist()


@pytest.mark.parametrize("frequency", [1, 7, 40, 333_333])
def test_table_of_a_long_training_is_short_and_has_both_ends_and_the_updates(
    frequency: int,
) -> None:
    plan = TrainingPlan(num_examples=60_000, batch_size=6, epochs=100)
    total = plan.total_steps
    decay = PolynomialDecay(
        initial_sparsity=0.1,
        final_sparsity=0.9,
        begin_step=11,
        end_step=900_000,
        frequency=frequency,
    )
    _header, *rows = csv.reader(io.StringIO(curve_csv(decay, plan)))
    steps = np.array([int(row[0]) for row in rows])
    assert MAX_ROWS // 2 <= len(rows) <= MAX_ROWS
    assert (steps[0], steps[-1]) == (1, total)
    assert np.all(np.diff(steps) > 0)
    updates = update_steps(decay, total)
    table_steps = set(steps.tolist())
    if updates.size <= MAX_ROWS // 2:
        assert table_steps.issuperset(updates.tolist())
    else:
        assert len(table_steps.intersection(updates.tolist())) >= MAX_ROWS // 4
    scheduled, applied = (np.array([row[column] for row in rows], np.float32) for column in (2, 3))
    np.testing.assert_array_equal(scheduled, decay.sparsity(steps))
    np.testing.assert_array_equal(applied, applied_sparsity(decay, total)[steps - 1])


def test_table_of_the_longest_plan_is_short_and_exact() -> None:
    plan = TrainingPlan.of_steps(2**31 - 1)
    every_step = replace(DECAY, frequency=1, end_step=2**31 - 1)
    _header, *rows = csv.reader(io.StringIO(curve_csv(every_step, plan)))
    assert MAX_ROWS // 2 <= len(rows) <= MAX_ROWS
    step, _epoch, scheduled, applied, update = rows[-1]
    assert (step, applied, update) == (str(2**31 - 1), scheduled, "1")


@given(any_schedules(), st.integers(1, 300), st.integers(1, 400), st.sampled_from([None, 7]))
def test_rows_for_some_steps_equal_the_rows_of_the_whole_training(
    schedule: Schedule, total_steps: int, every: int, n_weights: int | None
) -> None:
    rows = list(all_curve_rows(schedule, total_steps=total_steps, every=every, n_weights=n_weights))
    steps = np.array([step for step, *_ in rows])
    assert steps.tolist() == sorted({*range(1, total_steps + 1, every), total_steps})
    applied = np.array([row[2] for row in rows], np.float32)
    np.testing.assert_array_equal(
        applied, applied_sparsity(schedule, total_steps, n_weights)[steps - 1]
    )
