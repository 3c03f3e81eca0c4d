"""The table of transitions. It lists the states that can follow each state of a run."""

from pruning_core.runs.events.kinds import PhaseStarted
from pruning_core.runs.states import (
    FIRST_STATES,
    STATE_AFTER_END_EVENT,
    TRANSITIONS,
    RunState,
    end_state,
    sources,
)


def test_every_state_has_a_row() -> None:
    assert set(TRANSITIONS) == set(RunState)


def test_ended_run_never_changes_its_state() -> None:
    for state in STATE_AFTER_END_EVENT.values():
        assert state.ended
        assert not any(state in sources(target) for target in RunState)


def test_every_state_can_be_reached_from_the_states_of_new_runs() -> None:
    reachable_states = set(FIRST_STATES)
    for _ in RunState:
        reachable_states |= {target for state in reachable_states for target in TRANSITIONS[state]}
    assert reachable_states == set(RunState)


def test_event_of_a_phase_does_not_end_a_run() -> None:
    assert end_state(PhaseStarted(phase="loading_data")) is None
