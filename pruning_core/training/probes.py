"""What is measured while a network trains, and how it is read from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tf_keras as keras

from pruning_core.masks import mask_sparsity
from pruning_core.plan import TrainingPlan
from pruning_core.runs.events import EpochMeasured, MasksMeasured, RunEvent, StepMeasured, number
from pruning_core.schedules import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class ProbeState:
    """What a probe knows after a step, and must know to go on after it.

    Attributes:
        step: The step, counted from 1; 0 before the first.
        examples: Examples so far in this epoch.
        loss: The sum of their losses.
        correct: How many of them were classified correctly, as the float32 mean says it.
        kept: The weights kept in each mask, as last emitted.
    """

    step: int = 0
    examples: int = 0
    loss: float = 0.0
    correct: float = 0.0
    kept: tuple[int, ...] = ()


class Probe(keras.callbacks.Callback):
    """Emits what each step and epoch measured, and the masks whenever they hold something new.

    Sparsity is read from the masks: the weights under them drift between updates.

    Args:
        schedule: What is asked for, or None where nothing is pruned.
        plan: The plan of the training.
        emit: Takes each event.
        state: Where to go on: the state of the probe that measured the steps before.
    """

    def __init__(
        self,
        *,
        schedule: Schedule | None,
        plan: TrainingPlan,
        emit: Callable[[RunEvent], None],
        state: ProbeState | None = None,
    ) -> None:
        super().__init__()
        self._schedule = schedule
        self._plan = plan
        self._emit = emit
        state = state or ProbeState()
        self._step = state.step
        self._means = EpochMeans(state.examples, loss=state.loss, correct=state.correct)
        self._masks: list[Any] = []
        self._kept = state.kept

    @property
    def state(self) -> ProbeState:
        """What another probe needs to go on after the latest step."""
        return ProbeState(
            step=self._step,
            examples=self._means.examples,
            loss=self._means.loss,
            correct=self._means.correct,
            kept=self._kept,
        )

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Find the masks of the model that is trained."""
        self._masks = masks(self.model)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras starts its means anew, unless this epoch only goes on."""
        if self._step % self._plan.steps_per_epoch == 0:
            self._means = EpochMeans()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Emit the step, and the masks if they changed in it."""
        self._step += 1
        logs = logs or {}
        size = self._plan.examples_in_step(self._step)
        loss, accuracy = self._means.of_batch(logs["loss"], logs["accuracy"], size)
        scheduled = None if self._schedule is None else scheduled_at(self._schedule, self._step)
        self._emit(
            StepMeasured(
                step=self._step,
                loss=number(loss),
                accuracy=number(accuracy),
                scheduled_sparsity=scheduled,
            )
        )
        self._measure_masks()

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

    def _measure_masks(self) -> None:
        kept = tuple(map(weights_kept, self._masks))
        if kept == self._kept:
            return
        self._kept = kept
        measured = tuple(
            float(mask_sparsity(count, mask.shape.num_elements()))
            for count, mask in zip(kept, self._masks, strict=True)
        )
        self._emit(MasksMeasured(step=self._step, kept=kept, measured_sparsity=measured))


class EpochMeans:
    """Turns the means over an epoch so far, which Keras reports, into the values of each batch.

    x_i = (m_i * N_i - m_(i-1) * N_(i-1)) / n_i, with N_i the examples so far and n_i those of batch i.

    Args:
        examples: N_i of the latest batch; 0 before the first.
        loss: The sum m_i * N_i of the losses then.
        correct: The sum of the accuracies then.

    >>> means = EpochMeans()
    >>> means.of_batch(1.0, 0.5, 100)
    (1.0, 0.5)
    >>> means.of_batch(0.75, 0.625, 100)
    (0.5, 0.75)
    """

    def __init__(self, examples: int = 0, *, loss: float = 0.0, correct: float = 0.0) -> None:
        self.examples = examples
        self.loss = loss
        self.correct = correct

    def of_batch(self, mean_loss: float, mean_accuracy: float, size: int) -> tuple[float, float]:
        """Loss and accuracy of the latest batch of `size` examples."""
        self.examples += size
        loss = mean_loss * self.examples
        correct = mean_accuracy * self.examples
        # A batch has a whole number of correct examples; the float32 means blur it.
        batch = (loss - self.loss) / size, round(correct - self.correct) / size
        self.loss, self.correct = loss, correct
        return batch


def scheduled_at(schedule: Schedule, step: int) -> float:
    """The scheduled sparsity at one step."""
    return float(schedule.sparsity(np.array([step], np.int64))[0])


def weights_kept(mask: Any) -> int:  # noqa: ANN401  (a TensorFlow variable)
    """The number of ones in a mask, counted by their bits: that is twice as fast as by value."""
    return int(np.count_nonzero(mask.numpy().view(np.int32)))


def masks(model: keras.Model) -> list[Any]:
    """The mask variables of a model, in the order of its kernels; none in a dense one."""
    wrapped = (layer for layer in model.layers if hasattr(layer, "pruning_vars"))
    return [mask for layer in wrapped for _weights, mask, _threshold in layer.pruning_vars]
