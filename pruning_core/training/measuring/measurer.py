"""What the variables of a network say about a step, once they are read: the events of that step."""

from collections.abc import Callable
from dataclasses import dataclass

from pruning_core.prediction.masks import mask_sparsity
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events import (
    DriftMeasured,
    MasksMeasured,
    RunEvent,
    StepMeasured,
    WeightsMeasured,
    number,
)
from pruning_core.training.measuring.expectations import Expectations, scheduled_at
from pruning_core.training.measuring.held_masks import HeldMask
from pruning_core.training.measuring.measures import drift, magnitudes, packed, turnover
from pruning_core.training.measuring.pictures import input_channels, mask_picture
from pruning_core.training.measuring.variables import Values

DRIFT_STEPS = 5
"""Drift is measured after every so many steps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRead:
    """What was read around one step; arrays are one for each pruned kernel.

    Attributes:
        step: The step, counted from 1.
        loss: The loss of its batch.
        accuracy: The accuracy of its batch.
        masks: The masks after it.
        thresholds: The thresholds after it.
        weights: The weights after it; none where its drift is not measured.
        ranked: The weights as its update ranks them; none where it gets no picture.
    """

    step: int
    loss: float
    accuracy: float
    masks: Values
    thresholds: Values
    weights: Values
    ranked: Values


class Measurer:
    """Emits what each step measured, and what it did to masks and weights, step by step.

    Masks are emitted after the first step, after every update, and whenever what they hold, or
    should hold, changes at another step. So a log without such a change says that the masks held
    what was predicted after all of its steps.

    Args:
        config: What is trained.
        expected: What its masks should hold.
        emit: Takes each event.
        step: The step before the first that is measured.
        masks: The masks as they are then.
    """

    def __init__(
        self,
        *,
        config: RunConfig,
        expected: Expectations,
        emit: Callable[[RunEvent], None],
        step: int,
        masks: Values,
    ) -> None:
        self._config = config
        self._expected = expected
        self._emit = emit
        self._masks = [HeldMask(values) for values in masks]
        self._before = [packed(values) for values in masks]
        self._held = (self._kept, expected.kept(step)) if step else None

    def measure(self, read: StepRead) -> None:
        """Emit the events of one step."""
        schedule = self._config.schedule
        scheduled = None if schedule is None else scheduled_at(schedule, read.step)
        self._emit(
            StepMeasured(
                step=read.step,
                loss=number(read.loss),
                accuracy=number(read.accuracy),
                scheduled_sparsity=scheduled,
            )
        )
        if self._masks:
            for mask, values in zip(self._masks, read.masks, strict=True):
                mask.look(values)
            self._measure_masks(read)
            self._measure_drift(read)
            self._measure_weights(read)

    @property
    def _kept(self) -> tuple[int, ...]:
        return tuple(mask.kept for mask in self._masks)

    def _measure_masks(self, read: StepRead) -> None:
        expected = self._expected
        held = self._kept, expected.kept(read.step)
        if held == self._held and not expected.update_at(read.step):
            return
        self._held = kept, predicted = held
        before, self._before = self._before, [packed(mask.values) for mask in self._masks]
        pruned, regrown = zip(*map(turnover, before, self._before), strict=True)
        self._emit(
            MasksMeasured(
                step=read.step,
                kept=kept,
                predicted=predicted,
                scheduled_sparsity=expected.scheduled(read.step),
                measured_sparsity=tuple(
                    float(mask_sparsity(mask.kept, mask.values.size)) for mask in self._masks
                ),
                thresholds=tuple(number(float(threshold)) for threshold in read.thresholds),
                pruned=pruned,
                regrown=regrown,
            )
        )

    def _measure_drift(self, read: StepRead) -> None:
        if not read.weights or all(mask.complement is None for mask in self._masks):
            return
        measured = (
            None if mask.complement is None else drift(weights, mask.complement)
            for weights, mask in zip(read.weights, self._masks, strict=True)
        )
        self._emit(DriftMeasured(step=read.step, drift=tuple(measured)))

    def _measure_weights(self, read: StepRead) -> None:
        if not read.ranked:
            return
        kernels = self._expected.kernels
        histograms = tuple(
            magnitudes(kernel.layer, weights)
            for kernel, weights in zip(kernels, read.ranked, strict=True)
        )
        pictures = tuple(
            mask_picture(
                kernel, mask.values, channels=input_channels(self._config.kernels, kernel.layer)
            )
            for kernel, mask in zip(kernels, self._masks, strict=True)
        )
        self._emit(WeightsMeasured(step=read.step, histograms=histograms, pictures=pictures))
