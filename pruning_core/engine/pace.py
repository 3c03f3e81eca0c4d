"""Pace: how long a run will take, estimated from the runs that this server has trained."""

from collections.abc import Sequence

from pruning_core.engine.queue import seconds_per_step
from pruning_core.results.outcome import Outcome
from pruning_core.runs.config import RunConfig
from pruning_core.runs.run import Run

MAX_SIMILAR_RUNS = 5


def similar_runs(config: RunConfig, recent: Sequence[Run]) -> list[Run]:
    """The latest runs that show the pace of a training: they have the same network and the same batch size.

    Other runs do not show the pace, because a step of a large network may take a hundred times as long as a step of
    a small network.

    Args:
        config: The config of the training.
        recent: Recent runs, newest first.
    """
    similar = [run for run in recent if kind_of_pace(run.config) == kind_of_pace(config)]
    return [run for run in similar if seconds_per_step([run]) is not None][:MAX_SIMILAR_RUNS]


def kind_of_pace(config: RunConfig) -> tuple[str, int]:
    """The network and the batch size. Runs that have both in common need about the same time for a step."""
    return config.network, config.plan.batch_size


def expected_seconds(
    config: RunConfig, similar: Sequence[Run], outcomes: Sequence[Outcome] = ()
) -> float | None:
    """The expected time of a run in seconds, from its start to its results; None if no similar run shows the pace.

    Args:
        config: The config of the run.
        similar: The runs that show the pace; see `similar_runs`.
        outcomes: The outcomes of these runs. They show how long the measurements after the last step take.
    """
    pace = seconds_per_step(similar)
    if pace is None:
        return None
    known = [outcome.durations.measured for outcome in outcomes]
    measured = [seconds for seconds in known if seconds is not None]
    return pace * config.plan.total_steps + (sum(measured) / len(measured) if measured else 0.0)
