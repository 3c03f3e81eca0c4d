"""The lab reads pasted text from its own exports: scripts, notebooks, configs."""

import json

import pytest

from pruning_core import ConstantSparsity, KeyframeSchedule, Schedule, TrainingPlan, read_schedule
from pruning_core.exports import run_notebook, run_script
from pruning_core.runs.config import RunConfig
from pruning_core.schedules import Keyframe
from tests.examples import DECAY

PLAN = TrainingPlan(num_examples=500, batch_size=32, epochs=3, validation_split=0.2)
SCHEDULES = [
    DECAY,
    ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=3),
    KeyframeSchedule(keyframes=[Keyframe(step=9, sparsity=0.5)], begin_step=1, frequency=3),
]


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: type(schedule).__name__)
def test_schedule_of_an_exported_script_and_notebook_is_read(schedule: Schedule) -> None:
    run = RunConfig(schedule=schedule, plan=PLAN, dataset="digits")
    assert read_schedule(run_script(run)) == schedule
    assert read_schedule(run_notebook(run)) == schedule


def test_foreign_notebook_is_read_without_its_magics_and_outputs() -> None:
    cells = [
        {"cell_type": "markdown", "source": "ConstantSparsity(0.1, 1)"},
        {"cell_type": "code", "source": ["!pip install tfmot\n", "begin = 40"], "outputs": []},
        {"cell_type": "code", "source": "%time ConstantSparsity\nConstantSparsity(0.5, begin)"},
    ]
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=40)
    assert read_schedule(json.dumps({"cells": cells, "nbformat": 4})) == schedule
