"""Fills a store with experiments whose runs have ended, without a training."""

from collections.abc import Mapping
from dataclasses import replace

from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.progress import trainings_of
from pruning_core.experiments.start import create
from pruning_core.runs.events.kinds import RunFailed
from pruning_core.store.store import RunStore
from tests.examples import FINISHED, started_event, step

KEY = "key-of-the-experiment-01"
HOST = "CPU 3, avx2, threads: 2"
ACCURACIES = {"dense": 0.95, "constant": 0.90, "polynomial": 0.93}
"""The accuracy of each arm of `small_experiment` with seed 0. Each further seed adds 0.001."""


def add_experiment(
    store: RunStore,
    experiment: Experiment,
    *,
    n_ended: int | None = None,
    accuracies: Mapping[str, float] = ACCURACIES,
    failed: tuple[tuple[str, int], ...] = (),
) -> str:
    """Store an experiment, and end its first runs. Return its id.

    Args:
        store: The run store.
        experiment: The experiment.
        n_ended: How many runs end; None for all.
        accuracies: The accuracy of each arm with seed 0.
        failed: The arm and the seed of each run that fails.
    """
    start = create(store, experiment, key=KEY)
    trainings = trainings_of(experiment)
    number = len(experiment) if n_ended is None else n_ended
    for run in store.experiment_runs(start.id)[:number]:
        training = trainings[run.training_hash]
        arm, seed = training.arm.name, training.seed
        store.queue_planned_runs(len(experiment))
        assert store.claim(run.id, "worker", host=HOST) == 0
        if (arm, seed) in failed:
            store.append(run.id, "worker", [RunFailed(step=0, message="out of memory")])
            continue
        finished = replace(FINISHED, test_accuracy=round(accuracies[arm] + 0.001 * seed, 6))
        store.append(run.id, "worker", [started_event(), step(1), finished])
    return start.id
