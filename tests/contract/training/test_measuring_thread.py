"""The measuring thread measures each step correctly, and ends with the training even after an error."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pruning_core.runs.events.kinds import RunEvent, StepMeasured
from pruning_core.training.fitting import MEASURING_THREAD_NAME
from pruning_core.training.trainer import train
from tests.contract.training.snapshots import Snapshots, events_of
from tests.examples import short_run
from tests.sinks import Sink

SECONDS_LATE, SECONDS_FOR_A_STEP = 0.05, 60


def test_exception_in_emit_ends_the_training() -> None:
    emitted_events: list[RunEvent] = []

    def emit(event: RunEvent) -> None:
        emitted_events.append(event)
        if isinstance(event, StepMeasured) and event.step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(short_run(), Sink(emit))
    assert isinstance(emitted_events[-1], StepMeasured)
    assert emitted_events[-1].step == 3
    assert not measuring_threads()


@dataclass(kw_only=True)
class NoCheckpoints:
    """Never writes a checkpoint. It calls `after` after each step, when the training asks whether one is due."""

    after: Callable[[int], None]
    steps: int = 0

    def latest(self) -> None:
        return None

    def refuse(self, path: Path) -> None:
        raise AssertionError(f"{path} was refused, but there was no checkpoint")

    def is_due(self, *, epoch_ended: bool) -> bool:
        self.steps += 1
        self.after(self.steps)
        return False

    def save(self, write: Callable[[Path], None]) -> None:
        raise AssertionError("no checkpoint is due")


@pytest.mark.parametrize(
    "changes", [{}, {"optimizer": "sgd", "momentum": 0.9}], ids=["adam", "sgd"]
)
def test_step_is_measured_correctly_while_the_next_step_changes_the_variables(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    config = replace(short_run(), **changes)
    step_by_step: list[RunEvent] = []
    train(
        config, Sink(step_by_step.append), checkpoints=Snapshots(folder=tmp_path)
    )  # a checkpoint of each step waits for its measurement
    events: list[RunEvent] = []
    reached = defaultdict[int, threading.Event](threading.Event)

    def emit_after_the_next_step(event: RunEvent) -> None:
        if isinstance(event, StepMeasured) and event.step < config.plan.steps_per_epoch - 1:
            assert reached[event.step + 1].wait(SECONDS_FOR_A_STEP)
        events.append(event)

    train(
        config,
        Sink(emit_after_the_next_step),
        checkpoints=NoCheckpoints(after=lambda n: reached[n].set()),
    )
    assert events == step_by_step


@pytest.mark.parametrize("emit_fails", [False, True])
def test_every_emitted_step_is_complete_after_an_error_in_the_training(emit_fails: bool) -> None:
    emitted_events: list[RunEvent] = []

    def fail(step: int) -> None:
        if step == 4:
            raise MemoryError("the training itself")

    def emit_late(event: RunEvent) -> None:
        time.sleep(SECONDS_LATE)
        emitted_events.append(event)
        if emit_fails and getattr(event, "step", 0) == 3:
            raise KeyboardInterrupt

    with pytest.raises(MemoryError, match="the training itself"):
        train(short_run(), Sink(emit_late), checkpoints=NoCheckpoints(after=fail))
    expected = [event for event in events_of(short_run()) if getattr(event, "step", 4) <= 3]
    assert [event for event in emitted_events if hasattr(event, "step")] == expected
    assert not measuring_threads()


def measuring_threads() -> list[threading.Thread]:
    """The measuring threads that are alive."""
    return [
        thread for thread in threading.enumerate() if thread.name.startswith(MEASURING_THREAD_NAME)
    ]
