"""Experiments in the store: their runs are planned at once, queued a few at a time, and never repeated."""

import pytest

from pruning_core.errors import ExperimentChangedError, RunStoreError
from pruning_core.runs.events.kinds import RunEvent, RunFailed
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.examples import FINISHED, short_run, started_event

CONFIGS = [short_run(seed=seed) for seed in range(5)]


def create(
    store: RunStore,
    *,
    n: int = 5,
    retries: int = 1,
    key: str | None = None,
    reuse_on: str | None = None,
) -> str:
    """Store an experiment with runs of the seeds below `n`."""
    return store.create_experiment(
        name="Seeds",
        definition="text 1",
        definition_hash="hash",
        configs=CONFIGS[:n],
        names=[f"arm {index}" for index in range(n)],
        retries=retries,
        key=key,
        reuse_on=reuse_on,
    )


def states(store: RunStore, experiment: str) -> dict[RunState, int]:
    """The number of runs in each state."""
    return store.experiment_states([experiment])[experiment]


def train_next(store: RunStore, experiment: str, end: RunEvent = FINISHED) -> str:
    """Claim the next queued run of an experiment, and end it."""
    run_id = min(
        (run for run in store.queued() if run.group_id == experiment), key=lambda r: r.created_at
    ).id
    assert store.claim(run_id, "worker", host="a machine") is not None
    store.append(run_id, "worker", [started_event(), end])
    return run_id


def test_planned_runs_wait_outside_the_queue(store: RunStore) -> None:
    experiment = create(store)
    assert store.queued() == []
    assert states(store, experiment) == {RunState.PLANNED: 5}
    runs = store.experiment_runs(experiment)
    assert [store.get(run.id).config for run in runs] == CONFIGS
    assert [store.get(run.id).name for run in runs] == [f"arm {index}" for index in range(5)]


def test_engine_queues_a_few_runs_of_each_experiment_in_their_order(store: RunStore) -> None:
    first, second = create(store), create(store, n=1)
    assert store.queue_planned_runs(2) == 3
    assert store.queue_planned_runs(2) == 0
    assert states(store, first) == {RunState.PLANNED: 3, RunState.QUEUED: 2}
    assert states(store, second) == {RunState.QUEUED: 1}
    train_next(store, first)
    assert store.queue_planned_runs(2) == 1
    queued = [run.config.seed for run in store.queued() if run.group_id == first]
    assert sorted(queued) == [1, 2]


def test_many_runs_are_created_together_or_not_at_all(store: RunStore) -> None:
    ids = store.create_many(CONFIGS, group_id="group", visitor="ann", room="7b")
    assert [store.get(run_id).config for run_id in ids] == CONFIGS
    assert {(store.get(run_id).visitor, store.get(run_id).room) for run_id in ids} == {
        ("ann", "7b")
    }
    with pytest.raises(ValueError, match="zip"):
        store.create_many(CONFIGS, group_id="half", names=["only one"])
    assert store.experiment_runs("half") == []


def test_planned_runs_do_not_use_up_the_limits_of_their_visitor(store: RunStore) -> None:
    store.create_many(CONFIGS, group_id="group", visitor="ann")
    store.queue_planned_runs(5)
    run_id = store.create(short_run(), visitor="ann", max_runs_of_visitor=1, max_waiting_runs=1)
    assert store.get(run_id).state is RunState.QUEUED


def test_paused_experiment_queues_nothing_and_continues(store: RunStore) -> None:
    experiment = create(store)
    store.queue_planned_runs(2)
    running = store.queued()[0].id
    store.claim(running, "worker")
    store.pause_experiment(experiment)
    assert states(store, experiment) == {RunState.PLANNED: 4, RunState.RUNNING: 1}
    store.release(running, "worker")
    assert store.queue_planned_runs(2) == 0
    assert store.get(running).state is RunState.PAUSED
    store.resume_experiment(experiment)
    assert store.get(running).state is RunState.QUEUED
    assert not store.get(running).pause_requested
    assert store.queue_planned_runs(2) == 1


def test_stopped_experiment_ends_every_run(store: RunStore) -> None:
    experiment = create(store)
    store.queue_planned_runs(2)
    store.claim(store.queued()[0].id, "worker")
    store.stop_experiment(experiment)
    assert states(store, experiment) == {RunState.STOPPED: 4, RunState.RUNNING: 1}
    assert len(store.outcomes([run.id for run in store.experiment_runs(experiment)])) == 4


def test_failed_run_is_tried_again_before_the_planned_runs(store: RunStore) -> None:
    experiment = create(store, retries=1)
    store.queue_planned_runs(1)
    failed = train_next(store, experiment, RunFailed(step=2, message="no"))
    assert store.retry_failed_runs() == 1
    assert store.retry_failed_runs() == 0
    store.queue_planned_runs(1)
    retry = train_next(store, experiment, RunFailed(step=2, message="no"))
    assert retry != failed
    assert store.get(retry).config == store.get(failed).config
    assert store.retry_failed_runs() == 0
    assert states(store, experiment) == {RunState.FAILED: 2, RunState.PLANNED: 4}


def test_only_missing_runs_are_planned(store: RunStore) -> None:
    experiment = create(store, n=3, retries=0)
    store.queue_planned_runs(3)
    train_next(store, experiment)
    train_next(store, experiment, RunFailed(step=2, message="no"))
    assert store.plan_missing_runs(experiment, CONFIGS, names=["new"] * 5) == 3
    new = [run for run in store.experiment_runs(experiment) if run.state is RunState.PLANNED]
    assert sorted(store.get(run.id).config.seed for run in new) == [1, 3, 4]
    assert store.plan_missing_runs(experiment, CONFIGS) == 0


def test_second_of_two_changes_at_the_same_time_is_refused(store: RunStore) -> None:
    experiment = create(store, n=1)
    revision = store.experiment(experiment).revision
    store.plan_missing_runs(experiment, CONFIGS[:2], definition="text 2", revision=revision)
    with pytest.raises(ExperimentChangedError, match="load it again, and repeat your change"):
        store.plan_missing_runs(experiment, CONFIGS[:3], definition="text 3", revision=revision)
    stored = store.experiment(experiment)
    assert (stored.definition, stored.revision) == ("text 2", revision + 1)
    assert len(store.experiment_runs(experiment)) == 2


def test_experiment_is_found_by_its_definition_and_controlled_by_its_key(store: RunStore) -> None:
    experiment = create(store, key="secret")
    found = store.find_experiment("hash")
    assert found is not None
    assert found.id == experiment
    assert [each.id for each in store.experiments()] == [experiment]
    assert store.find_experiment("another") is None
    assert store.controls_experiment(experiment, "secret")
    assert not store.controls_experiment(experiment, "another")
    assert store.controls(store.experiment_runs(experiment)[0].id, "secret")
    with pytest.raises(RunStoreError, match="there is no experiment 'unknown'"):
        store.experiment("unknown")


def test_outcome_names_the_host_and_several_hosts(store: RunStore) -> None:
    experiment = create(store, n=2)
    store.queue_planned_runs(2)
    on_one = train_next(store, experiment)
    moved = store.queued()[0].id
    store.claim(moved, "first", host="a machine")
    store.release(moved, "first")
    store.claim(moved, "second", host="another machine")
    store.append(moved, "second", [started_event(), FINISHED])
    outcomes = store.outcomes([on_one, moved])
    assert outcomes[on_one].host == "a machine"
    assert outcomes[moved].host == "several kinds of machines"
    hosts = {run.id: run.host for run in store.experiment_runs(experiment)}
    assert hosts == {on_one: "a machine", moved: "several kinds of machines"}


def test_claims_are_the_turns_of_the_queue(store: RunStore) -> None:
    single = store.create(short_run(), visitor="ann")
    experiment = create(store, n=1)
    store.queue_planned_runs(1)
    store.claim(single, "worker")
    train_next(store, experiment)
    newest, oldest = store.latest_turns()
    assert (newest.visitor, newest.group_id) == (None, experiment)
    assert (oldest.visitor, oldest.group_id) == ("ann", None)
    assert newest.at >= oldest.at


def test_finished_run_on_the_same_kind_of_machine_is_reused_only_if_wanted(store: RunStore) -> None:
    for config, host in ((CONFIGS[0], "a machine"), (CONFIGS[1], "another machine")):
        run_id = store.create(config)
        store.claim(run_id, "worker", host=host)
        store.append(run_id, "worker", [started_event(), FINISHED])
    plain = create(store, n=3)
    assert states(store, plain) == {RunState.PLANNED: 3}
    reusing = create(store, n=3, reuse_on="a machine")
    assert states(store, reusing) == {RunState.FINISHED: 1, RunState.PLANNED: 2}
    seeds = [store.get(run.id).config.seed for run in store.experiment_runs(reusing)]
    assert seeds == [0, 1, 2]
    assert store.plan_missing_runs(reusing, CONFIGS[:3], reuse_on="a machine") == 0
    assert states(store, reusing) == {RunState.FINISHED: 1, RunState.PLANNED: 2}


def test_queued_runs_are_found_in_an_index_so_that_planned_runs_stay_unread(
    store: RunStore,
) -> None:
    with store._read() as connection:  # noqa: SLF001  (the plan of a query)
        explain = "EXPLAIN QUERY PLAN"
        if connection.dialect.name == "postgresql":
            explain = "EXPLAIN"
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # the table is empty
        plan = connection.exec_driver_sql(
            f"{explain} SELECT * FROM runs WHERE state = 'queued'"  # noqa: S608  (no values)
        ).all()
    assert "ix_runs_state" in str(plan)
