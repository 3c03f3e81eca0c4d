"""Reads the network after every step. Another thread measures each step during the next step."""

from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import tf_keras as keras

from pruning_core.plan.learning_rates import ConstantRate
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EpochMeasured, number
from pruning_core.runs.events.sink import EventSink
from pruning_core.training.measuring.expectations import Expectations
from pruning_core.training.measuring.means import EpochMeans
from pruning_core.training.measuring.measurer import DRIFT_STEPS, Measurer, StepValues
from pruning_core.training.measuring.variables import Values, pruned_variables, values_of


@dataclass(frozen=True, kw_only=True, slots=True)
class ProbeState:
    """The state of a probe after a step, from which another probe can continue.

    Attributes:
        step: The step, counted from 1; 0 before the first.
        examples: Number of examples so far in this epoch.
        loss: The sum of the losses of these examples.
        correct: The number of these examples that were classified correctly, from Keras's float32 mean.
    """

    step: int = 0
    examples: int = 0
    loss: float = 0.0
    correct: float = 0.0


class Probe(keras.callbacks.Callback):
    """Reads the network after every step. Another thread measures each step during the next step.

    Sparsity is read from the masks, since masked weights drift between updates. Reading a variable
    only stores a reference to its buffer. This takes almost no time (see `values_of`).

    The histograms show the magnitudes that tfmot sorts at an update. These are the magnitudes after
    the previous step of the optimizer, with drift, before the mask is updated and applied. `fit` does
    not change the weights between `on_train_batch_begin` and the sorting. So the weights are read in
    `on_train_batch_begin`. The pictures show the masks after the update.

    Source: `PruneLowMagnitude.call` and `Pruning._update_mask` of tfmot 0.8.1.

    Args:
        config: The config of the training.
        model: The network, before the first measured step.
        sink: Receives each event, from the measuring thread or from the training thread, but never
            from both at the same time. If it raises an exception, the training ends after at most
            one more step or validation.
        measuring_thread: One thread. It measures each step during the next step.
        state: The state of the probe that measured the earlier steps; None if there are no earlier steps.
    """

    def __init__(
        self,
        *,
        config: RunConfig,
        model: keras.Model,
        sink: EventSink,
        measuring_thread: Executor,
        state: ProbeState | None = None,
    ) -> None:
        super().__init__()
        state = state or ProbeState()
        expected = Expectations(config)
        variables = pruned_variables(model)
        self._config = config
        self._has_constant_rate = isinstance(config.rate, ConstantRate)
        self._sink = sink
        self._measuring_thread = measuring_thread
        self._step = state.step
        self._means = EpochMeans(state.examples, loss=state.loss, correct=state.correct)
        self._picture_steps = expected.picture_steps
        self._masks = [kernel_variables.mask for kernel_variables in variables]
        self._thresholds = [kernel_variables.threshold for kernel_variables in variables]
        self._weights = [kernel_variables.weights for kernel_variables in variables]
        self._sorted_weights: Values = ()
        self._step_values: StepValues | None = None
        self._measurement: Future[None] | None = None
        self._measurer = Measurer(
            config=config,
            expected=expected,
            sink=sink,
            step=state.step,
            masks=read_variables(self._masks),
        )

    @property
    def state(self) -> ProbeState:
        """The state after the latest step, from which another probe can continue."""
        return ProbeState(
            step=self._step,
            examples=self._means.examples,
            loss=self._means.loss,
            correct=self._means.correct,
        )

    def wait_for_events(self) -> None:
        """Wait until the events of all steps so far are emitted. Raise the exception that the sink raised, if any."""
        self._start_measuring()
        self._wait()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Reset the means at the start of an epoch, but not if the training resumes inside the epoch."""
        if self._step % self._config.plan.steps_per_epoch == 0:
            self._means = EpochMeans()

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Start to measure the previous step, and read the weights that the next update will sort."""
        self._sorted_weights = (
            read_variables(self._weights) if self._step + 1 in self._picture_steps else ()
        )
        self._start_measuring()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Read the variables after the step."""
        self._step += 1
        logs = logs or {}
        size = self._config.plan.examples_in_step(self._step)
        loss, accuracy = self._means.values_of_batch(logs["loss"], logs["accuracy"], size)
        self._step_values = StepValues(
            step=self._step,
            loss=loss,
            accuracy=accuracy,
            masks=read_variables(self._masks),
            thresholds=read_variables(self._thresholds),
            weights=() if self._step % DRIFT_STEPS else read_variables(self._weights),
            sorted_weights=self._sorted_weights,
            learning_rate=self._learning_rate(),
        )

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start to measure the last step of the epoch, during the validation."""
        self._start_measuring()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Emit the epoch's means and its validation."""
        self.wait_for_events()
        logs = logs or {}
        has_validation = "val_loss" in logs
        self._sink.emit(
            EpochMeasured(
                epoch=epoch + 1,
                step=self._step,
                loss=number(logs["loss"]),
                accuracy=number(logs["accuracy"]),
                validation_loss=number(logs["val_loss"]) if has_validation else None,
                validation_accuracy=number(logs["val_accuracy"]) if has_validation else None,
            )
        )

    def _learning_rate(self) -> float | None:
        """The learning rate of the latest step, or None if it is the same at every step."""
        if self._has_constant_rate:
            return None
        return float(self.model.optimizer.learning_rate.numpy())

    def _start_measuring(self) -> None:
        """Start to measure the latest step, unless its measurement has already started."""
        if self._step_values is not None:
            self._wait()
            step_values, self._step_values = self._step_values, None
            self._measurement = self._measuring_thread.submit(self._measurer.measure, step_values)

    def _wait(self) -> None:
        measurement, self._measurement = self._measurement, None
        if measurement is not None:
            try:
                measurement.result()
            finally:
                # An exception has a reference to this frame. Without `del`, the frame and the exception
                # would refer to each other, and the whole training would stay in memory.
                del measurement


def read_variables(variables: Iterable[Any]) -> Values:
    """The current values of variables."""
    return tuple(values_of(variable) for variable in variables)
