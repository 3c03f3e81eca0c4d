"""What is read while a network trains, and when: it is measured while the next step computes."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import tf_keras as keras

from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import EpochMeasured, RunEvent, number
from pruning_core.training.expectations import Expectations
from pruning_core.training.means import EpochMeans
from pruning_core.training.measurer import DRIFT_STEPS, Measurer, StepRead, Values
from pruning_core.training.variables import PrunedVariables, pruned_variables, values_of

MEASURING = "measuring"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProbeState:
    """What a probe knows after a step, and must know to go on after it.

    Attributes:
        step: The step, counted from 1; 0 before the first.
        examples: Examples so far in this epoch.
        loss: The sum of their losses.
        correct: How many of them were classified correctly, as the float32 mean says it.
    """

    step: int = 0
    examples: int = 0
    loss: float = 0.0
    correct: float = 0.0


class Probe(keras.callbacks.Callback):
    """Reads the network after every step, and has it measured while the next one computes.

    Sparsity is read from the masks, after every step: the weights under them drift between
    updates. To read a variable is to hold its buffer, which costs next to nothing: see `values_of`.

    The magnitudes are those of the weights as tfmot ranks them at an update: after the optimizer's
    previous step, drift included, and before the mask is updated and applied. `fit` changes nothing
    between `on_train_batch_begin` and that ranking, so they are read there. The pictures are of the
    masks that came of it.

    Use it as a context manager around the training: when that ends, so does the thread that measures.

    Source: `PruneLowMagnitude.call` and `Pruning._update_mask` of tfmot 0.8.1.

    Args:
        config: What is trained.
        emit: Takes each event, in the thread that measures. What it raises, the training raises: at
            the next step, or when the probe is settled.
        state: Where to go on: the state of the probe that measured the steps before.
    """

    def __init__(
        self,
        *,
        config: RunConfig,
        emit: Callable[[RunEvent], None],
        state: ProbeState | None = None,
    ) -> None:
        super().__init__()
        self._config = config
        self._emit = emit
        state = state or ProbeState()
        self._step = state.step
        self._means = EpochMeans(state.examples, loss=state.loss, correct=state.correct)
        self._pictured = Expectations(config).pictured
        self._variables: list[PrunedVariables] = []
        self._ranked: Values = ()
        self._read: StepRead | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=MEASURING)
        self._measured: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown()

    @property
    def state(self) -> ProbeState:
        """What another probe needs to go on after the latest step."""
        return ProbeState(
            step=self._step,
            examples=self._means.examples,
            loss=self._means.loss,
            correct=self._means.correct,
        )

    def settle(self) -> None:
        """Return once all events of all steps so far are emitted.

        Raises:
            Exception: What `emit` raised.
        """
        self._measure_beside()
        self._wait()

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Find the masks of the model that is trained, as the step before has left them."""
        self._variables = pruned_variables(self.model)
        self._measurer = Measurer(
            config=self._config,
            emit=self._emit,
            step=self._step,
            masks=self._values("mask"),
        )

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras starts its means anew, unless this epoch only goes on."""
        if self._step % self._config.plan.steps_per_epoch == 0:
            self._means = EpochMeans()

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Measure the step before, and read the weights that an update is about to rank."""
        self._ranked = self._values("weights") if self._step + 1 in self._pictured else ()
        self._measure_beside()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Read what the step has left."""
        self._step += 1
        logs = logs or {}
        size = self._config.plan.examples_in_step(self._step)
        loss, accuracy = self._means.of_batch(logs["loss"], logs["accuracy"], size)
        self._read = StepRead(
            step=self._step,
            loss=loss,
            accuracy=accuracy,
            masks=self._values("mask"),
            thresholds=self._values("threshold"),
            weights=() if self._step % DRIFT_STEPS else self._values("weights"),
            ranked=self._ranked,
        )

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Measure the epoch's last step while it is validated."""
        self._measure_beside()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Emit the epoch's means and its validation."""
        self.settle()
        logs = logs or {}
        validated = "val_loss" in logs
        self._emit(
            EpochMeasured(
                epoch=epoch + 1,
                step=self._step,
                loss=number(logs["loss"]),
                accuracy=number(logs["accuracy"]),
                validation_loss=number(logs["val_loss"]) if validated else None,
                validation_accuracy=number(logs["val_accuracy"]) if validated else None,
            )
        )

    def _values(self, name: str) -> Values:
        return tuple(values_of(getattr(variables, name)) for variables in self._variables)

    def _measure_beside(self) -> None:
        """Start to measure the latest step, unless that was done."""
        if self._read is not None:
            self._wait()
            read, self._read = self._read, None
            self._measured = self._thread.submit(self._measurer.measure, read)

    def _wait(self) -> None:
        if self._measured is not None:
            measured, self._measured = self._measured, None
            measured.result()
