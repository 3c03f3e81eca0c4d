"""Makes the events of a step from the values that were read before and after this step."""

from dataclasses import dataclass

from pruning_core.prediction.masks import mask_sparsity
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    MasksMeasured,
    StepMeasured,
    WeightsMeasured,
    number,
)
from pruning_core.runs.events.sink import EventSink
from pruning_core.training.measuring.counted_masks import CountedMask
from pruning_core.training.measuring.expectations import Expectations, scheduled_at
from pruning_core.training.measuring.measures import drift, magnitudes, pack_mask, turnover
from pruning_core.training.measuring.pictures import input_channels, mask_picture
from pruning_core.training.measuring.variables import Values

DRIFT_STEPS = 5
"""Drift is measured after every fifth step."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepValues:
    """The values that were read before and after one step. `Values` has one array for each pruned kernel.

    Attributes:
        step: The step, counted from 1.
        loss: The loss of the batch of this step.
        accuracy: The accuracy of the batch of this step.
        masks: The masks after the step.
        thresholds: The thresholds after the step.
        weights: The weights after the step; empty if the drift of this step is not measured.
        sorted_weights: The weights that tfmot sorts by magnitude in this step; empty if the step has no picture.
        learning_rate: The learning rate of this step, or None if it is the same at every step.
    """

    step: int
    loss: float
    accuracy: float
    masks: Values
    thresholds: Values
    weights: Values
    sorted_weights: Values
    learning_rate: float | None


class Measurer:
    """Emits the events of each step: its loss, its masks, its drift and its weights.

    Masks are emitted after the first step, after every update, and after any other step at which
    the measured or the predicted number of kept weights changes. The steps between two such events
    need no event, because the numbers of the earlier event are still true.

    Args:
        config: The config of the training.
        expected: The expected numbers of kept weights.
        sink: Receives each event.
        step: The step before the first measured step.
        masks: The masks after `step`.
    """

    def __init__(
        self,
        *,
        config: RunConfig,
        expected: Expectations,
        sink: EventSink,
        step: int,
        masks: Values,
    ) -> None:
        self._config = config
        self._expected = expected
        self._sink = sink
        self._masks = [CountedMask(values) for values in masks]
        self._packed_masks = [pack_mask(values) for values in masks]
        self._emitted_counts = (self._kept_counts, expected.kept_counts(step)) if step else None

    def measure(self, step_values: StepValues) -> None:
        """Emit the events of one step."""
        schedule = self._config.schedule
        scheduled_sparsity = None if schedule is None else scheduled_at(schedule, step_values.step)
        self._sink.emit(
            StepMeasured(
                step=step_values.step,
                loss=number(step_values.loss),
                accuracy=number(step_values.accuracy),
                scheduled_sparsity=scheduled_sparsity,
                learning_rate=step_values.learning_rate,
            )
        )
        if self._masks:
            for mask, mask_values in zip(self._masks, step_values.masks, strict=True):
                mask.update(mask_values)
            self._measure_masks(step_values)
            self._measure_drift(step_values)
            self._measure_weights(step_values)

    @property
    def _kept_counts(self) -> tuple[int, ...]:
        return tuple(mask.kept for mask in self._masks)

    def _measure_masks(self, step_values: StepValues) -> None:
        expected = self._expected
        counts = self._kept_counts, expected.kept_counts(step_values.step)
        if counts == self._emitted_counts and not expected.has_update(step_values.step):
            return
        self._emitted_counts = kept, predicted = counts
        old_packed_masks, self._packed_masks = (
            self._packed_masks,
            [pack_mask(mask.values) for mask in self._masks],
        )
        pruned, regrown = zip(*map(turnover, old_packed_masks, self._packed_masks), strict=True)
        self._sink.emit(
            MasksMeasured(
                step=step_values.step,
                kept=kept,
                predicted=predicted,
                scheduled_sparsity=expected.scheduled_sparsity(step_values.step),
                measured_sparsity=tuple(
                    float(mask_sparsity(mask.kept, mask.values.size)) for mask in self._masks
                ),
                thresholds=tuple(number(float(threshold)) for threshold in step_values.thresholds),
                pruned=pruned,
                regrown=regrown,
            )
        )

    def _measure_drift(self, step_values: StepValues) -> None:
        if not step_values.weights or all(mask.complement is None for mask in self._masks):
            return
        drifts = (
            None if mask.complement is None else drift(weights, mask.complement)
            for weights, mask in zip(step_values.weights, self._masks, strict=True)
        )
        self._sink.emit(DriftMeasured(step=step_values.step, drift=tuple(drifts)))

    def _measure_weights(self, step_values: StepValues) -> None:
        if not step_values.sorted_weights:
            return
        kernels = self._expected.kernels
        histograms = tuple(
            magnitudes(kernel.layer, weights)
            for kernel, weights in zip(kernels, step_values.sorted_weights, strict=True)
        )
        pictures = tuple(
            mask_picture(
                kernel, mask.values, channels=input_channels(self._config.kernels, kernel.layer)
            )
            for kernel, mask in zip(kernels, self._masks, strict=True)
        )
        self._sink.emit(
            WeightsMeasured(step=step_values.step, histograms=histograms, pictures=pictures)
        )
