"""What is read while a network trains, and when: it is measured while the next step computes."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import tf_keras as keras

from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import EpochMeasured, RunEvent, number
from pruning_core.training.measuring.expectations import Expectations
from pruning_core.training.measuring.means import EpochMeans
from pruning_core.training.measuring.measurer import DRIFT_STEPS, Measurer, StepRead
from pruning_core.training.measuring.variables import Values, pruned_variables, values_of


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

    Source: `PruneLowMagnitude.call` and `Pruning._update_mask` of tfmot 0.8.1.

    Args:
        config: What is trained.
        model: The network, as it is before the first step that is measured.
        emit: Takes each event, from the thread of `beside` or from the training's own, never from
            both at once. What it raises ends the training after at most one more step or validation.
        beside: One thread, which measures a step while the next one computes.
        state: Where to go on: the state of the probe that measured the steps before.
    """

    def __init__(
        self,
        *,
        config: RunConfig,
        model: keras.Model,
        emit: Callable[[RunEvent], None],
        beside: Executor,
        state: ProbeState | None = None,
    ) -> None:
        super().__init__()
        state = state or ProbeState()
        expected = Expectations(config)
        variables = pruned_variables(model)
        self._config = config
        self._emit = emit
        self._beside = beside
        self._step = state.step
        self._means = EpochMeans(state.examples, loss=state.loss, correct=state.correct)
        self._pictured = expected.pictured
        self._masks = [pruned.mask for pruned in variables]
        self._thresholds = [pruned.threshold for pruned in variables]
        self._weights = [pruned.weights for pruned in variables]
        self._ranked: Values = ()
        self._read: StepRead | None = None
        self._measured: Future[None] | None = None
        self._measurer = Measurer(
            config=config, expected=expected, emit=emit, step=state.step, masks=read(self._masks)
        )

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
        """Return once all events of all steps so far are emitted; raises what `emit` raised."""
        self._have_measured()
        self._wait()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras starts its means anew, unless this epoch only goes on."""
        if self._step % self._config.plan.steps_per_epoch == 0:
            self._means = EpochMeans()

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Have the step before measured, and read the weights that an update is about to rank."""
        self._ranked = read(self._weights) if self._step + 1 in self._pictured else ()
        self._have_measured()

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
            masks=read(self._masks),
            thresholds=read(self._thresholds),
            weights=() if self._step % DRIFT_STEPS else read(self._weights),
            ranked=self._ranked,
        )

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:
        """Have the epoch's last step measured while it is validated."""
        self._have_measured()

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

    def _have_measured(self) -> None:
        """Start to measure the latest step, unless that was done."""
        if self._read is not None:
            self._wait()
            latest, self._read = self._read, None
            self._measured = self._beside.submit(self._measurer.measure, latest)

    def _wait(self) -> None:
        measured, self._measured = self._measured, None
        if measured is not None:
            try:
                measured.result()
            finally:
                del measured  # what it raised knows this frame: a cycle around the whole training


def read(variables: Iterable[Any]) -> Values:
    """The values of some variables, as they are now."""
    return tuple(values_of(variable) for variable in variables)
