"""A run that cannot continue from its checkpoint is paused with the reason, or uses the older checkpoint."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import tf_keras as keras

from pruning_core import TrainingPlan
from pruning_core.engine import checkpoint_files
from pruning_core.engine.worker import claim_and_train
from pruning_core.errors import DatasetError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.pause import PauseReason
from pruning_core.runs.states import RunState
from pruning_core.store.store import RunStore
from pruning_core.training import checkpoints, trainer
from tests.examples import DECAY

PLAN = TrainingPlan(num_examples=400, batch_size=16, epochs=12, validation_split=0.2)
CONFIG = RunConfig(schedule=DECAY, plan=PLAN, dataset="digits", network="mlp")
SECONDS_TO_WAIT = 60


@dataclass(frozen=True, kw_only=True)
class StoredRun:
    """A run, its store and its data directory."""

    store: RunStore
    data_dir: Path
    id: str

    def work(self) -> RunState:
        """Train the run as a worker does. Return its state afterwards."""
        claim_and_train(self.id, self.store.url, str(self.data_dir))
        return self.store.get(self.id).state

    @property
    def log(self) -> list[tuple[int, str]]:
        """The events of the run, without the times."""
        stored = self.store.events_after(self.id, 0, limit=100_000)
        return [(event.number, event.body) for event in stored]

    @property
    def checkpoints(self) -> list[Path]:
        """The checkpoints of the run, oldest first."""
        return sorted((self.data_dir / "checkpoints" / self.id).glob("*.npz"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    """The log of the same run, trained without a pause."""
    folder = tmp_path_factory.mktemp("undisturbed")
    store = RunStore(f"sqlite:///{folder}/runs.db")
    run = StoredRun(store=store, data_dir=folder, id=store.create(CONFIG))
    assert run.work() is RunState.FINISHED
    return run.log


@pytest.fixture
def resumed(store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoredRun:
    """A run that was paused in the middle and has just been resumed. It has two checkpoints."""
    monkeypatch.setattr(checkpoint_files, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    run = StoredRun(store=store, data_dir=tmp_path, id=store.create(CONFIG))
    worker = threading.Thread(target=run.work)
    worker.start()
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while store.get(run.id).last_step < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    store.request_pause(run.id)
    worker.join(SECONDS_TO_WAIT)
    assert store.get(run.id).state is RunState.PAUSED
    assert len(run.checkpoints) == 2
    store.request_resume(run.id)
    return run


def damage_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse the data, as the lab does if its file is damaged."""

    def refuse(name: str, _paths: object) -> None:
        raise DatasetError(f"{name}.npz is damaged")

    monkeypatch.setattr(trainer, "load_dataset", refuse)


def change_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Report another version of TensorFlow, as after an update."""
    monkeypatch.setattr(checkpoints, "versions", lambda: {"tensorflow": "9"})


@pytest.mark.parametrize(
    ("disturb", "reason"),
    [
        (
            damage_data,
            PauseReason(reason="dataset_unusable", parameters={"text": "digits.npz is damaged"}),
        ),
        (change_packages, PauseReason(reason="packages_changed")),
    ],
)
def test_run_that_cannot_continue_is_paused_with_the_reason_and_loses_nothing(
    disturb: Callable[[pytest.MonkeyPatch], None],
    reason: PauseReason,
    resumed: StoredRun,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: list[tuple[int, str]],
) -> None:
    before = resumed.checkpoints, resumed.log
    with monkeypatch.context() as broken:
        disturb(broken)
        assert resumed.work() is RunState.PAUSED
    assert resumed.store.pause_reasons([resumed.id]) == {resumed.id: reason}
    assert (resumed.checkpoints, resumed.log) == before
    resumed.store.request_resume(resumed.id)
    assert resumed.store.pause_reasons([resumed.id]) == {}
    assert resumed.work() is RunState.FINISHED
    assert resumed.log == undisturbed


def test_run_continues_from_the_older_checkpoint_if_the_latest_is_damaged(
    resumed: StoredRun, monkeypatch: pytest.MonkeyPatch, undisturbed: list[tuple[int, str]]
) -> None:
    older, latest = resumed.checkpoints
    latest.write_bytes(latest.read_bytes()[:-100])
    restored: list[Path] = []

    def restore(model: keras.Model, checkpoint: checkpoints.Checkpoint) -> None:
        restored.append(checkpoint.path)
        checkpoints.restore(model, checkpoint)

    monkeypatch.setattr(trainer, "restore", restore)
    assert resumed.work() is RunState.FINISHED
    assert restored == [older]
    assert resumed.log == undisturbed
