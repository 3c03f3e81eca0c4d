"""What is measured while a network trains, and how it is read from it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.masks import mask_sparsity
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import (
    DriftMeasured,
    EpochMeasured,
    Histogram,
    MasksMeasured,
    RunEvent,
    StepMeasured,
    WeightsMeasured,
    number,
)
from pruning_core.training.expectations import Expectations, scheduled_at
from pruning_core.training.means import EpochMeans
from pruning_core.training.measures import drift, magnitudes, packed, turnover, weights_kept
from pruning_core.training.pictures import input_channels, mask_picture
from pruning_core.training.variables import PrunedVariables, pruned_variables, values_of

DRIFT_STEPS = 5
"""Drift is measured after every so many steps; of the article's ConvNet, they take 0.3 s."""


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
    """Emits what each step and epoch measured, and what each update did to masks and weights.

    Sparsity is read from the masks, after every step: the weights under them drift between
    updates. Masks are emitted after the first step, after every update, and whenever what they
    hold, or should hold, changes at another step. So a log without such a change says that the
    masks held what was predicted after all of its steps.

    The magnitudes are those of the weights as tfmot ranks them at an update: after the optimizer's
    previous step, drift included, and before the mask is updated and applied. `fit` changes nothing
    between `on_train_batch_begin` and that ranking, so they are read there. The pictures are of the
    masks that came of it.

    Source: `PruneLowMagnitude.call` and `Pruning._update_mask` of tfmot 0.8.1.

    Args:
        config: What is trained.
        emit: Takes each event.
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
        self._expected = Expectations(config)
        self._pruned: list[PrunedVariables] = []
        self._held: tuple[tuple[int, ...], tuple[int, ...]] | None = None
        self._before: list[NDArray[np.uint8]] = []
        self._histograms: tuple[Histogram, ...] = ()

    @property
    def state(self) -> ProbeState:
        """What another probe needs to go on after the latest step."""
        return ProbeState(
            step=self._step,
            examples=self._means.examples,
            loss=self._means.loss,
            correct=self._means.correct,
        )

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Find the masks of the model that is trained, as the step before has left them."""
        self._pruned = pruned_variables(self.model)
        masks = [values_of(kernel.mask) for kernel in self._pruned]
        self._before = [packed(mask) for mask in masks]
        if self._step:
            kept = tuple(map(weights_kept, masks))
            self._held = kept, self._expected.kept(self._step)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras starts its means anew, unless this epoch only goes on."""
        if self._step % self._config.plan.steps_per_epoch == 0:
            self._means = EpochMeans()

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Read the weights that an update is about to rank."""
        if self._pruned and self._step + 1 in self._expected.pictured:
            self._histograms = tuple(
                magnitudes(kernel.layer, values_of(variables.weights))
                for kernel, variables in zip(self._expected.kernels, self._pruned, strict=True)
            )

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Emit the step, and what it did to masks and weights."""
        self._step += 1
        logs = logs or {}
        size = self._config.plan.examples_in_step(self._step)
        loss, accuracy = self._means.of_batch(logs["loss"], logs["accuracy"], size)
        schedule = self._config.schedule
        scheduled = None if schedule is None else scheduled_at(schedule, self._step)
        self._emit(
            StepMeasured(
                step=self._step,
                loss=number(loss),
                accuracy=number(accuracy),
                scheduled_sparsity=scheduled,
            )
        )
        if self._pruned:
            masks = [values_of(kernel.mask) for kernel in self._pruned]
            self._measure_masks(masks)
            self._measure_drift(masks)
            self._measure_weights(masks)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Emit the epoch's means and its validation."""
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

    def _measure_masks(self, masks: list[NDArray[np.float32]]) -> None:
        step, expected = self._step, self._expected
        held = tuple(map(weights_kept, masks)), expected.kept(step)
        if held == self._held and not expected.update_at(step):
            return
        self._held = kept, predicted = held
        before, self._before = self._before, [packed(mask) for mask in masks]
        pruned, regrown = zip(*map(turnover, before, self._before), strict=True)
        self._emit(
            MasksMeasured(
                step=step,
                kept=kept,
                predicted=predicted,
                scheduled_sparsity=expected.scheduled(step),
                measured_sparsity=tuple(
                    float(mask_sparsity(count, mask.size))
                    for count, mask in zip(kept, masks, strict=True)
                ),
                thresholds=tuple(number(kernel.threshold.numpy()) for kernel in self._pruned),
                pruned=pruned,
                regrown=regrown,
            )
        )

    def _measure_drift(self, masks: list[NDArray[np.float32]]) -> None:
        if self._step % DRIFT_STEPS or self._held is None:
            return
        kept, _predicted = self._held
        masked = [count < mask.size for count, mask in zip(kept, masks, strict=True)]
        if any(masked):
            measured = (
                drift(values_of(variables.weights), mask) if has_zeros else None
                for variables, mask, has_zeros in zip(self._pruned, masks, masked, strict=True)
            )
            self._emit(DriftMeasured(step=self._step, drift=tuple(measured)))

    def _measure_weights(self, masks: list[NDArray[np.float32]]) -> None:
        if self._step not in self._expected.pictured:
            return
        pictures = tuple(
            mask_picture(kernel, mask, channels=input_channels(self._config.kernels, kernel.layer))
            for kernel, mask in zip(self._expected.kernels, masks, strict=True)
        )
        self._emit(WeightsMeasured(step=self._step, histograms=self._histograms, pictures=pictures))
