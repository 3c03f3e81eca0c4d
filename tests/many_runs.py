"""Fills a store with many different runs in one transaction: 10,000 runs take a few seconds."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import sqlalchemy as sql

from pruning_core import ConstantSparsity, KeyframeSchedule, PolynomialDecay, TrainingPlan
from pruning_core.results.outcome import Durations, Outcome, Score
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.parts import KernelResult
from pruning_core.runs.states import RunState
from pruning_core.schedules import Schedule
from pruning_core.schedules.keyframe import Keyframe
from pruning_core.store.creation import hash_of
from pruning_core.store.outcomes import outcome_columns
from pruning_core.store.postgresql import engine_arguments
from pruning_core.store.run_list.columns import config_columns, search_text
from pruning_core.store.store import RunStore
from pruning_core.store.tables import outcomes, runs

FIRST_CREATED_AT = 1_767_225_600.0
"""2026-01-01 00:00 UTC. Each run is created ten minutes after the one before it."""
SECONDS_BETWEEN_RUNS = 600.0
KEY = "key-of-many-runs-0123"
VISITORS = (None, "visitor-ann", "visitor-bob")
NAMES = (None, "First try", "ERK, by hand", "Straße 100 %", "=1+1", "<b>bold</b>", "under_score")
TAG_LISTS = ((), ("lr",), ("LR", "slow"), ("#1", "10 %"), ("a_b",))
NOTES = ("", "Falls at step 200.\nLook again.", "same as Ann's")
GROUPS = (None, None, None, "0123456789abcdef")


def add_many_runs(
    store: RunStore, number: int, *, seed: int = 0, states: Sequence[RunState] = tuple(RunState)
) -> list[str]:
    """Add runs of every kind in some states. `KEY` controls each of them.

    Returns:
        Their ids, the oldest run first.
    """
    rows, outcome_rows = [], []
    for row, outcome in rows_of_runs(number, states, random.Random(seed)):  # noqa: S311  (no secrets)
        rows.append(row)
        if outcome is not None:
            outcome_rows.append({"run_id": row["id"], **outcome_columns(outcome)})
    engine = sql.create_engine(**engine_arguments(sql.make_url(store.url)))
    with engine.begin() as connection:
        connection.execute(runs.insert(), rows)
        if outcome_rows:
            connection.execute(outcomes.insert(), outcome_rows)
    engine.dispose()
    return [row["id"] for row in rows]


def rows_of_runs(
    number: int, states: Sequence[RunState], choose: random.Random
) -> Iterator[tuple[dict[str, Any], Outcome | None]]:
    """The rows of the runs, each with its outcome if it has ended."""
    configs = [(config, json.loads(config.to_json())) for config in every_config()]
    for index in range(number):
        config, parts = configs[choose.randrange(len(configs))]
        config_json = json.dumps({**parts, "seed": index % 10})
        run_id = f"{choose.getrandbits(64):016x}"
        created_at = FIRST_CREATED_AT + SECONDS_BETWEEN_RUNS * index
        state = choose.choice(states)
        name, tags, notes = choose.choice(NAMES), choose.choice(TAG_LISTS), choose.choice(NOTES)
        seconds = round(choose.uniform(0, 400), 1)
        row = {
            "id": run_id,
            "config": config_json,
            "training_hash": hash_of(config_json),
            "state": state.value,
            "created_at": created_at,
            "ended_at": created_at + 400 if state.ended else None,
            "last_step": choose.randrange(500),
            "seconds_trained": seconds,
            "key_hash": hash_of(KEY),
            "visitor": choose.choice(VISITORS),
            "group_id": choose.choice(GROUPS),
            "name": name,
            "tags": json.dumps(tags),
            "notes": notes or None,
            **config_columns(config),
            "seed": index % 10,
            "search_text": search_text(run_id, name=name, tags=tags, notes=notes),
        }
        yield row, outcome_of_state(state, created_at + 400, choose) if state.ended else None


def outcome_of_state(state: RunState, ended_at: float, choose: random.Random) -> Outcome:
    """The outcome of a run. Only a finished run has results."""
    outcome = Outcome(state=state, step=300, ended_at=ended_at, durations=Durations(trained=100.0))
    if not outcome.finished:
        return outcome
    zeros = choose.randrange(1000)
    return replace(
        outcome,
        accuracy=Score(value=round(choose.uniform(0.5, 1), 3), images=360),
        loss=Score(value=round(choose.uniform(0, 2), 3), images=360),
        kernels=(KernelResult(layer="dense", n_weights=1000, zeros=zeros, measured_sparsity=0.5),),
        zipped_h5_bytes=choose.randrange(1, 10**6),
    )


def every_config() -> Iterator[RunConfig]:
    """Short trainings with every data set, several networks, and every kind of schedule."""
    plan = TrainingPlan(num_examples=500, batch_size=50, epochs=10)
    for dataset, network, schedule in product(
        ("digits", "mnist", "fashion_mnist"), ("article", "mlp"), (*every_schedule(), None)
    ):
        yield RunConfig(schedule=schedule, plan=plan, dataset=dataset, network=network)


def every_schedule() -> Iterator[Schedule]:
    """Schedules of every class, to several sparsities."""
    for sparsity in (0.5, 0.875, 0.95):
        yield ConstantSparsity(target_sparsity=sparsity, begin_step=20)
        yield PolynomialDecay(
            initial_sparsity=0.0, final_sparsity=sparsity, begin_step=0, end_step=80, frequency=10
        )
    keyframes = [Keyframe(step=0, sparsity=0.1), Keyframe(step=50, sparsity=0.7)]
    yield KeyframeSchedule(keyframes=keyframes, begin_step=0, frequency=10)
