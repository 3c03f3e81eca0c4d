"""Runs and outcomes for tests of comparisons, and stored runs with the events of a real training."""

from dataclasses import replace

from pruning_core import ConstantSparsity, PolynomialDecay, TrainingPlan
from pruning_core.results.outcome import Durations, Outcome, outcome_of
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EndEvent, RunFinished
from pruning_core.runs.run import Run
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from tests.run_logs import START_TIME, end_of, finished_log

PLAN = TrainingPlan(num_examples=100, batch_size=10, epochs=4, validation_split=0.2)
HALF = ConstantSparsity(target_sparsity=0.5, begin_step=2, frequency=4)
DECAY = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=2, end_step=30, frequency=4
)


def config_of(**values: object) -> RunConfig:
    """A config of 32 steps on the bundled digits, with some other values."""
    return RunConfig(
        **{"schedule": HALF, "plan": PLAN, "dataset": "digits", "network": "mlp"} | values
    )


def run_of(config: RunConfig, *, run_id: str = "1f3a", state: str = "finished") -> Run:
    """A run with this config."""
    return Run(
        id=run_id,
        config=config,
        state=RunState(state),
        created_at=START_TIME,
        ended_at=None,
        last_step=config.plan.total_steps,
        seconds_trained=1.5,
        pause_requested=False,
    )


def finished_outcome(
    config: RunConfig, *, accuracy: float | None = 0.9, size: int = 1_000, zeros: int = 7
) -> Outcome:
    """The outcome of a finished run with these results."""
    end = end_of(config)
    kernels = tuple(replace(kernel, zeros=zeros) for kernel in end.kernels)
    event = replace(end, test_accuracy=accuracy, zipped_h5_bytes=size, kernels=kernels)
    return outcome_with(event, config)


def outcome_with(event: EndEvent, config: RunConfig) -> Outcome:
    """The outcome of a run that ended with an event."""
    return outcome_of(event, config, ended_at=START_TIME, durations=Durations(trained=1.5))


def store_finished_run(
    store: RunStore, config: RunConfig, *, accuracy: float = 0.9, size: int = 1_000
) -> str:
    """Store a run with all events of a training. Return its id."""
    run_id = store.create(config)
    store.claim(run_id, "worker")
    *events, end = finished_log(config)
    assert isinstance(end, RunFinished)
    end = replace(end, test_accuracy=accuracy, zipped_h5_bytes=size)
    store.append(run_id, "worker", [*events, end])
    return run_id
