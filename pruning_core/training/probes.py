"""What is measured while a network trains, and how it is read from it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tf_keras as keras

from pruning_core.masks import mask_sparsity
from pruning_core.plan import TrainingPlan
from pruning_core.runs.events import EpochMeasured, MasksMeasured, RunEvent, StepMeasured, number
from pruning_core.schedules import Schedule


class Probe(keras.callbacks.Callback):
    """Emits what each step and epoch measured, and the masks whenever they hold something new.

    Sparsity is read from the masks: the weights under them drift between updates.
    """

    def __init__(
        self, *, schedule: Schedule | None, plan: TrainingPlan, emit: Callable[[RunEvent], None]
    ) -> None:
        super().__init__()
        self._schedule = schedule
        self._plan = plan
        self._emit = emit
        self._step = 0
        self._epoch_means = EpochMeans()
        self._masks: list[Any] = []
        self._kept: tuple[int, ...] = ()

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Find the masks of the model that is trained."""
        self._masks = masks(self.model)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keras starts its means anew."""
        self._epoch_means = EpochMeans()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Emit the step, and the masks if they changed in it."""
        self._step += 1
        logs = logs or {}
        size = self._plan.examples_in_step(self._step)
        loss, accuracy = self._epoch_means.of_batch(logs["loss"], logs["accuracy"], size)
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

    >>> means = EpochMeans()
    >>> means.of_batch(1.0, 0.5, 100)
    (1.0, 0.5)
    >>> means.of_batch(0.75, 0.625, 100)
    (0.5, 0.75)
    """

    def __init__(self) -> None:
        self._examples = 0
        self._loss = 0.0
        self._correct = 0.0

    def of_batch(self, mean_loss: float, mean_accuracy: float, size: int) -> tuple[float, float]:
        """Loss and accuracy of the latest batch of `size` examples."""
        self._examples += size
        loss = mean_loss * self._examples
        correct = mean_accuracy * self._examples
        # A batch has a whole number of correct examples; the float32 means blur it.
        batch = (loss - self._loss) / size, round(correct - self._correct) / size
        self._loss, self._correct = loss, correct
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
