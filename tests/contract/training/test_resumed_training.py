"""A training that continues from a checkpoint is exactly equal to an uninterrupted training."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pruning_core import PolynomialDecay, TrainingPlan, update_steps
from pruning_core.errors import CheckpointError
from pruning_core.runs.config import RunConfig, run_config_from_json
from pruning_core.runs.events.event_json import event_from_json, event_to_json
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunFinished,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.training.checkpoints import read, restore
from pruning_core.training.network.models import BUILDERS, build, compile_model
from pruning_core.training.trainer import train
from tests.sinks import Sink

PLAN = TrainingPlan(num_examples=120, batch_size=16, epochs=3, validation_split=0.2)
DECAY = PolynomialDecay(
    initial_sparsity=0.1, final_sparsity=0.8, begin_step=2, end_step=14, frequency=3
)
PRUNED = RunConfig(schedule=DECAY, plan=PLAN, seed=3, dataset="digits")
DENSE = replace(PRUNED.dense, learning_rate_schedule="exponential", decay_steps=7)
CONFIGS = {"pruned": PRUNED, "dense": DENSE}
STEPS = {
    "the first step": 1,
    "the middle of an epoch": 4,
    "a step whose masks changed": 8,
    "the last step of an epoch": 12,
    "the last step of the training": 18,
}
CONTINUE_CODE = """\
import sys
from pathlib import Path
from tests.contract.training.test_resumed_training import log_of_the_rest
sys.stdout.writelines(log_of_the_rest(sys.argv[1], Path(sys.argv[2])))
"""


@dataclass(kw_only=True)
class CheckpointRecorder:
    """Writes every checkpoint to a file with the number of its step, and stores the number of events before it."""

    folder: Path
    events: list[RunEvent] = field(default_factory=list)
    start: Path | None = None
    starts_over: int = 0
    emitted: dict[int, int] = field(default_factory=dict)
    epoch_ends: list[bool] = field(default_factory=list)

    def latest(self) -> Path | None:
        return None if self.starts_over else self.start

    def refuse(self, path: Path) -> None:
        assert path == self.start
        self.starts_over += 1

    def is_due(self, *, epoch_ended: bool) -> bool:
        self.epoch_ends.append(epoch_ended)
        return self.start is None

    def save(self, write: Callable[[Path], None]) -> None:
        step = max(event.step for event in self.events if isinstance(event, StepMeasured))
        self.emitted[step] = len(self.events)
        write(self.path(step))

    def path(self, step: int) -> Path:
        return self.folder / f"{step}.part"


def train_with_checkpoints(config: RunConfig, folder: Path) -> CheckpointRecorder:
    """Train from the beginning to the end, with a checkpoint of every step."""
    recorder = CheckpointRecorder(folder=folder)
    train(config, Sink(recorder.events.append), checkpoints=recorder)
    return recorder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CheckpointRecorder]:
    """Each config, trained once."""
    return {
        name: train_with_checkpoints(config, tmp_path_factory.mktemp(name))
        for name, config in CONFIGS.items()
    }


def resume(config: RunConfig, start: Path) -> CheckpointRecorder:
    """Continue a training from a checkpoint, in a new network."""
    recorder = CheckpointRecorder(folder=start.parent, start=start)
    train(config, Sink(recorder.events.append), checkpoints=recorder)
    return recorder


def log_of_the_rest(config: str, start: Path) -> list[str]:
    """The events of a training that continues from a file, one line per event."""
    events = resume(run_config_from_json(config), start).events
    return [event_to_json(event) + "\n" for event in events]


def test_a_checkpoint_is_kept_after_every_step(
    undisturbed: dict[str, CheckpointRecorder],
) -> None:
    assert PLAN.steps_per_epoch == 6
    assert STEPS["a step whose masks changed"] in update_steps(DECAY, PLAN.total_steps)
    for recorder in undisturbed.values():
        assert list(recorder.emitted) == list(range(1, PLAN.total_steps + 1))
        assert recorder.epoch_ends == [step % 6 == 0 for step in range(1, PLAN.total_steps + 1)]


def test_checkpoints_do_not_change_the_events(undisturbed: dict[str, CheckpointRecorder]) -> None:
    events: list[RunEvent] = []
    train(PRUNED, Sink(events.append))
    assert events == undisturbed["pruned"].events


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_a_training_that_continues_from_any_step_has_the_same_events(
    name: str, step: int, undisturbed: dict[str, CheckpointRecorder]
) -> None:
    uninterrupted = undisturbed[name]
    resumed = resume(CONFIGS[name], uninterrupted.path(step))
    assert resumed.events == uninterrupted.events[uninterrupted.emitted[step] :]
    assert resumed.starts_over == 0
    finished, expected = resumed.events[-1], uninterrupted.events[-1]
    assert isinstance(finished, RunFinished)
    assert isinstance(expected, RunFinished)
    assert finished.weights_sha256 == expected.weights_sha256


@pytest.mark.parametrize("step", [7, 9, 10], ids=lambda step: f"step {step}")
def test_pruned_and_regrown_weights_are_counted_correctly_after_any_checkpoint(
    step: int, undisturbed: dict[str, CheckpointRecorder]
) -> None:
    uninterrupted = undisturbed["pruned"]
    measured = (MasksMeasured, DriftMeasured, WeightsMeasured)
    resumed = [
        e for e in resume(PRUNED, uninterrupted.path(step)).events if isinstance(e, measured)
    ]
    expected = [
        e for e in uninterrupted.events[uninterrupted.emitted[step] :] if isinstance(e, measured)
    ]
    assert resumed == expected
    assert {type(event) for event in resumed} == set(measured)
    turnovers = [event for event in resumed if isinstance(event, MasksMeasured)]
    assert all(0 < sum(event.pruned) < 100_000 for event in turnovers)


@pytest.mark.soak  # the tests of faults continue in new processes, too
def test_a_training_that_continues_in_a_new_process_has_the_same_events(
    undisturbed: dict[str, CheckpointRecorder],
) -> None:
    uninterrupted = undisturbed["pruned"]
    done = subprocess.run(
        [sys.executable, "-c", CONTINUE_CODE, PRUNED.to_json(), str(uninterrupted.path(4))],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr
    resumed = [event_from_json(line) for line in done.stdout.splitlines()]
    assert resumed == uninterrupted.events[uninterrupted.emitted[4] :]


def test_the_checkpoint_at_the_end_of_an_epoch_is_written_after_the_validation(
    undisturbed: dict[str, CheckpointRecorder],
) -> None:
    uninterrupted = undisturbed["pruned"]
    for step in (6, 12, 18):
        assert isinstance(uninterrupted.events[uninterrupted.emitted[step] - 1], EpochMeasured)


def truncated(uninterrupted: Path) -> bytes:
    data = uninterrupted.read_bytes()
    return data[: len(data) // 2]


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.999])
def test_a_truncated_checkpoint_is_refused_with_a_clear_error(
    share: float, undisturbed: dict[str, CheckpointRecorder], tmp_path: Path
) -> None:
    path = tmp_path / "damaged.part"
    data = undisturbed["pruned"].path(4).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(CheckpointError, match=r"damaged\.part cannot be read"):
        read(path, config=PRUNED)


@settings(max_examples=30)
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
@example(0.25, 0)
def test_a_checkpoint_with_a_flipped_bit_is_refused_or_read_unchanged(
    undisturbed: dict[str, CheckpointRecorder], position: float, bit: int
) -> None:
    uninterrupted = undisturbed["pruned"].path(4)
    path = uninterrupted.with_name("flipped.part")
    data = bytearray(uninterrupted.read_bytes())
    data[int(len(data) * position)] ^= 1 << bit
    path.write_bytes(data)
    try:
        checkpoint = read(path, config=PRUNED)
    except CheckpointError:
        return
    assert position != 0.25, "a changed weight must be noticed"
    expected = read(uninterrupted, config=PRUNED)
    assert (checkpoint.names, checkpoint.probe) == (expected.names, expected.probe)
    for value, expected_value in zip(checkpoint.values, expected.values, strict=True):
        assert value.tobytes() == expected_value.tobytes()


def test_a_training_with_a_damaged_checkpoint_starts_over_and_has_the_same_log(
    undisturbed: dict[str, CheckpointRecorder], tmp_path: Path
) -> None:
    path = tmp_path / "damaged.part"
    path.write_bytes(truncated(undisturbed["pruned"].path(4)))
    recorder = resume(PRUNED, path)
    assert recorder.starts_over == 1
    assert recorder.events == undisturbed["pruned"].events


def test_a_training_with_a_checkpoint_of_another_config_starts_over_and_has_the_same_log(
    undisturbed: dict[str, CheckpointRecorder],
) -> None:
    other = replace(PRUNED, seed=4)
    events: list[RunEvent] = []
    train(other, Sink(events.append))
    recorder = resume(other, undisturbed["pruned"].path(4))
    assert recorder.starts_over == 1
    assert recorder.events == events
    other_finished, finished = events[-1], undisturbed["pruned"].events[-1]
    assert isinstance(other_finished, RunFinished)
    assert isinstance(finished, RunFinished)
    assert other_finished.weights_sha256 != finished.weights_sha256


@pytest.mark.parametrize("other", [PRUNED.dense, replace(PRUNED, seed=4)])
def test_a_checkpoint_of_another_config_is_refused_and_the_error_names_the_difference(
    other: RunConfig, undisturbed: dict[str, CheckpointRecorder]
) -> None:
    with pytest.raises(CheckpointError, match=r"another training: config is .*seed.*, not .*"):
        read(undisturbed["pruned"].path(4), config=other)


def test_a_checkpoint_of_another_network_is_refused_and_changes_nothing(
    undisturbed: dict[str, CheckpointRecorder],
) -> None:
    checkpoint = read(undisturbed["pruned"].path(4), config=PRUNED)
    model = compile_model(BUILDERS[PRUNED.network](), PRUNED)
    before = [weights.tobytes() for weights in model.get_weights()]
    with pytest.raises(CheckpointError, match="belongs to another network"):
        restore(model, checkpoint)
    assert [weights.tobytes() for weights in model.get_weights()] == before


def test_a_checkpoint_contains_its_step_and_every_variable_by_name(
    undisturbed: dict[str, CheckpointRecorder],
) -> None:
    checkpoint = read(undisturbed["pruned"].path(8), config=PRUNED)
    assert checkpoint.probe.step == 8
    names = list(checkpoint.names)
    iterations = checkpoint.values[names.index("iteration:0")]
    assert int(iterations) == 8
    assert sum("StateVar" in name for name in names) == 2
    restore(build(replace(PRUNED, seed=99)), checkpoint)
