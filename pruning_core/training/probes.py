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
from pruning_core.training.held_masks import HeldMask
from pruning_core.training.means import EpochMeans
from pruning_core.training.measures import drift, magnitudes, packed, turnover
from pruning_core.training.pictures import input_channels, mask_picture
from pruning_core.training.variables import pruned_variables, values_of

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
        self._masks: list[HeldMask] = []
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
        self._masks = [HeldMask(variables) for variables in pruned_variables(self.model)]
        self._before = [packed(mask.values) for mask in self._masks]
        if self._step:
            self._held = self._kept, self._expected.kept(self._step)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras starts its means anew, unless this epoch only goes on."""
        if self._step % self._config.plan.steps_per_epoch == 0:
            self._means = EpochMeans()

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Read the weights that an update is about to rank."""
        if self._masks and self._step + 1 in self._expected.pictured:
            self._histograms = tuple(
                magnitudes(kernel.layer, values_of(mask.variables.weights))
                for kernel, mask in zip(self._expected.kernels, self._masks, strict=True)
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
        if self._masks:
            for mask in self._masks:
                mask.look()
            self._measure_masks()
            self._measure_drift()
            self._measure_weights()

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

    @property
    def _kept(self) -> tuple[int, ...]:
        return tuple(mask.kept for mask in self._masks)

    def _measure_masks(self) -> None:
        step, expected = self._step, self._expected
        held = self._kept, expected.kept(step)
        if held == self._held and not expected.update_at(step):
            return
        self._held = kept, predicted = held
        before, self._before = self._before, [packed(mask.values) for mask in self._masks]
        pruned, regrown = zip(*map(turnover, before, self._before), strict=True)
        self._emit(
            MasksMeasured(
                step=step,
                kept=kept,
                predicted=predicted,
                scheduled_sparsity=expected.scheduled(step),
                measured_sparsity=tuple(
                    float(mask_sparsity(mask.kept, mask.values.size)) for mask in self._masks
                ),
                thresholds=tuple(number(mask.variables.threshold.numpy()) for mask in self._masks),
                pruned=pruned,
                regrown=regrown,
            )
        )

    def _measure_drift(self) -> None:
        if self._step % DRIFT_STEPS or all(mask.complement is None for mask in self._masks):
            return
        measured = (
            None
            if mask.complement is None
            else drift(values_of(mask.variables.weights), mask.complement)
            for mask in self._masks
        )
        self._emit(DriftMeasured(step=self._step, drift=tuple(measured)))

    def _measure_weights(self) -> None:
        if self._step not in self._expected.pictured:
            return
        pictures = tuple(
            mask_picture(
                kernel, mask.values, channels=input_channels(self._config.kernels, kernel.layer)
            )
            for kernel, mask in zip(self._expected.kernels, self._masks, strict=True)
        )
        self._emit(WeightsMeasured(step=self._step, histograms=self._histograms, pictures=pictures))
