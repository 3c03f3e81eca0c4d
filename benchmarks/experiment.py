"""Measures the runs per hour of an experiment of short runs, compared with a plain sequential script.

The script is the program of a user without the lab: for each run it builds the network, prunes it with tfmot,
fits, strips, evaluates, and zips the .h5. Both train the same runs: LeNet-300-100 for two epochs, dense and pruned.

It also measures the overhead of the engine: the time from the end of a run until a worker claims the next run.
"""

import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from benchmarks.report import print_line, print_values
from pruning_core import PolynomialDecay, TrainingPlan
from pruning_core.data.datasets import locate
from pruning_core.data.paths import dataset_paths
from pruning_core.engine.engine import Engine
from pruning_core.experiments.arms import Arm
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.start import create
from pruning_core.runs.config import RunConfig
from pruning_core.runs.states import RunState
from pruning_core.settings import read_settings
from pruning_core.store.store import RunStore

SEEDS = 6
WARM_UP_RUNS = 2
SECONDS_BETWEEN_LOOKS = 0.2


def main() -> None:
    """Train the same runs both ways. Print the runs per hour, their ratio, and the overhead."""
    experiment = short_experiment()
    with tempfile.TemporaryDirectory() as folder:
        seconds, gaps, hashes = engine_times(experiment, Path(folder))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        configs = [run.config for run in experiment.runs]
        plain_seconds = executor.submit(sequential_times, configs).result()[WARM_UP_RUNS:]
    print_values("seconds from run to run in an experiment", seconds, "s")
    print_values("seconds of a run in a plain script", plain_seconds, "s")
    per_hour, plain_per_hour = (3600 * len(each) / sum(each) for each in (seconds, plain_seconds))
    print_line(
        f"runs per hour: {per_hour:.0f} in an experiment, {plain_per_hour:.0f} in a plain script: "
        f"ratio {per_hour / plain_per_hour:.2f} (target at least 1.5)"
    )
    print_values("engine overhead of a run", gaps, "s (target below 0.3)")
    print_line(
        f"runs whose weights differ from those of every other run: {len(hashes)} of {len(experiment)}"
    )


def short_experiment() -> Experiment:
    """LeNet-300-100 for two epochs, dense and pruned; on MNIST if it is on this machine."""
    dataset = "digits" if locate("mnist", dataset_paths(os.environ)) is None else "mnist"
    size = {"digits": (1_437, 32), "mnist": (60_000, 250)}[dataset]
    plan = TrainingPlan(num_examples=size[0], batch_size=size[1], epochs=2, validation_split=0.2)
    decay = PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.9, begin_step=0, end_step=plan.total_steps // 2,
        frequency=10,
    )  # fmt: skip
    config = RunConfig(schedule=None, plan=plan, dataset=dataset, network="lenet_300_100")
    arms = (
        Arm(name="dense", config=config),
        Arm(name="pruned", config=replace(config, schedule=decay)),
    )
    return Experiment(name="Short runs", arms=arms, seeds=range(SEEDS))


def engine_times(
    experiment: Experiment, folder: Path
) -> tuple[list[float], list[float], set[str | None]]:
    """The times from the end of one run to the end of the next, and the gaps between the runs.

    The first runs are left out: they trace the networks.
    """
    settings = read_settings({"PRUNELAB_DATA_DIR": str(folder), "PRUNELAB_WORKERS": "1"})
    store = RunStore(settings.database_url, data_dir=folder)
    experiment_id = create(store, experiment).id
    engine = Engine(store, settings)
    try:
        while store.experiment_states([experiment_id])[experiment_id] != {
            RunState.FINISHED: len(experiment)
        }:
            time.sleep(SECONDS_BETWEEN_LOOKS)
    finally:
        engine.close()
    runs = store.experiment_runs(experiment_id)
    ends = [run.ended_at or 0.0 for run in runs]
    starts = sorted(turn.at for turn in store.latest_turns())
    hashes = {outcome.weights_sha256 for outcome in store.outcomes([r.id for r in runs]).values()}
    store.close()
    first = WARM_UP_RUNS
    seconds = [end - before for before, end in zip(ends[first - 1 :], ends[first:], strict=False)]
    gaps = [
        start - before for before, start in zip(ends[first - 1 :], starts[first:], strict=False)
    ]
    return seconds, gaps, hashes


def sequential_times(configs: list[RunConfig]) -> list[float]:
    """The time of each run in a plain script, in this process."""
    import tensorflow_model_optimization as tfmot

    from pruning_core.data.datasets import load_dataset
    from pruning_core.results.litert import pixels
    from pruning_core.results.model_results import H5
    from pruning_core.training.artifacts.model_files import h5_file, zipped_size
    from pruning_core.training.network.models import build, compile_model, strip_model

    data = load_dataset(configs[0].dataset, dataset_paths(os.environ))
    times = []
    for config in configs:
        started_at = time.perf_counter()
        model, plan = build(config), config.plan
        callbacks = [] if config.schedule is None else [tfmot.sparsity.keras.UpdatePruningStep()]
        model.fit(
            pixels(data.x_train[: plan.num_examples]),
            data.y_train[: plan.num_examples].astype("int64"),
            batch_size=plan.batch_size,
            epochs=plan.epochs,
            validation_split=plan.validation_split,
            callbacks=callbacks,
            verbose=0,
        )
        stripped = compile_model(strip_model(model, config), config)
        stripped.evaluate(
            pixels(data.x_test),
            data.y_test.astype("int64"),
            batch_size=plan.batch_size,
            verbose=0,
        )
        zipped_size(H5, h5_file(stripped))
        times.append(time.perf_counter() - started_at)
    return times


if __name__ == "__main__":
    main()
