"""The list of runs has one line for each run, in every state."""

import pytest

from pages.components.runs.run_list import ICONS, describe_run
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from tests.examples import short_run


@pytest.mark.parametrize("state", RunState)
def test_line_of_a_run_has_its_state_time_and_seed(state: RunState) -> None:
    run = Run(
        id="abc",
        config=short_run(seed=7),
        state=state,
        created_at=0.0,
        ended_at=None,
        last_step=0,
        seconds_trained=0.0,
        pause_requested=False,
    )
    assert describe_run(run).startswith(f"{state} · 1970-01-01 00:00 UTC · seed 7 · ")
    assert ICONS[state].startswith(":material/")
