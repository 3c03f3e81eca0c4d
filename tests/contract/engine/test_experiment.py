"""A whole experiment on a cluster: two arms with two seeds. The tests share its four trainings."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from pruning_core import TrainingPlan
from pruning_core.engine.engine import Engine
from pruning_core.experiments.definition import Experiment
from pruning_core.experiments.progress import Progress, progress_of, trainings_of
from pruning_core.experiments.rows import Results
from pruning_core.experiments.start import start_or_continue
from pruning_core.results.model_results import H5
from pruning_core.results.results import artifacts_folder, read_results
from pruning_core.settings import Settings, read_settings
from pruning_core.store.store import RunStore
from tests.unit.experiments.experiments import DECAY, arm

SECONDS_TO_TRAIN = 240
PLAN = TrainingPlan(num_examples=100, batch_size=50, epochs=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trained:
    """An experiment that has ended, with its store and its settings."""

    store: RunStore
    settings: Settings
    experiment: Experiment
    id: str

    @property
    def progress(self) -> Progress:
        """Its progress."""
        runs = self.store.experiment_runs(self.id)
        return progress_of(trainings_of(self.experiment), runs, workers=1)


def wait_until(is_true: Callable[[], bool]) -> None:
    """Wait for something that the engine does."""
    deadline = time.monotonic() + SECONDS_TO_TRAIN
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def trained(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """An experiment that the engine has trained on the shared cluster."""
    folder = tmp_path_factory.mktemp("experiment")
    settings = replace(read_settings({"PRUNELAB_DATA_DIR": str(folder)}), dask_scheduler=cluster)
    store = RunStore(settings.database_url, data_dir=folder)
    experiment = Experiment(
        name="Two arms", arms=(arm("dense", None), arm("half", DECAY)), seeds=range(2)
    )
    start = start_or_continue(store, experiment)
    trained = Trained(store=store, settings=settings, experiment=experiment, id=start.id)
    engine = Engine(store, settings)
    try:
        wait_until(lambda: trained.progress.ended)
        first = store.experiment_runs(start.id)[0].id
        store.request_model_files(first)
        wait_until(lambda: not store.runs_with_requested_files())
    finally:
        engine.close()
    yield trained
    store.close()


def test_every_run_finishes_once(trained: Trained) -> None:
    assert trained.progress.finished == trained.progress.total == 4
    assert len(trained.store.experiment_runs(trained.id)) == 4


def test_rows_have_the_results_the_host_and_the_versions(trained: Trained) -> None:
    rows = Results(trained.store, trained.id, trained.experiment).rows()
    assert [(row.arm, row.seed) for row in rows] == [
        ("dense", 0), ("half", 0), ("dense", 1), ("half", 1),
    ]  # fmt: skip
    for row in rows:
        assert (row.state, row.images, row.steps) == ("finished", 360, PLAN.total_steps)
        assert row.accuracy is not None
        assert row.host is not None
        assert "threads" in row.host
        assert row.versions is not None
        assert "tensorflow" in row.versions
    assert len({row.weights_sha256 for row in rows}) == 4
    assert [row.sparsity for row in rows] == pytest.approx([0.0, 0.5, 0.0, 0.5], abs=0.01)


def test_runs_of_an_experiment_keep_their_weights_and_measure_no_model_files(
    trained: Trained,
) -> None:
    for run in trained.store.experiment_runs(trained.id)[1:]:
        folder = artifacts_folder(trained.settings.data_dir, run.id)
        assert [path.name for path in folder.iterdir()] == [H5]
        outcome = trained.store.outcome(run.id)
        assert outcome is not None
        assert outcome.models is None
        assert outcome.zipped_h5_bytes is not None


def test_model_files_are_made_from_the_stored_weights_on_request(trained: Trained) -> None:
    first = trained.store.experiment_runs(trained.id)[0].id
    results = read_results(artifacts_folder(trained.settings.data_dir, first))
    outcome = trained.store.outcome(first)
    assert outcome is not None
    assert outcome.models == results.without_answers
    right = sum(row[label] for label, row in enumerate(results.confusion))
    assert outcome.accuracy is not None
    assert outcome.accuracy.value == pytest.approx(right / 360)


def test_experiment_that_has_ended_trains_nothing_again(trained: Trained) -> None:
    start = start_or_continue(trained.store, trained.experiment)
    assert (start.id, start.is_new, start.n_new) == (trained.id, False, 0)
    assert trained.store.queue_planned_runs(9) == 0


def test_more_seeds_are_new_runs_of_the_same_experiment(trained: Trained) -> None:
    more = trained.experiment.with_seeds([5])
    start = start_or_continue(trained.store, more)
    assert (start.id, start.n_new, start.experiment.seeds) == (trained.id, 2, (0, 1, 5))
    again = start_or_continue(trained.store, trained.experiment)
    assert (again.n_new, again.experiment.seeds) == (0, (0, 1, 5))
