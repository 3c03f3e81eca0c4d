"""ConstantSparsity: the target sparsity from the first update on."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.checks import store_checked
from pruning_core.schedules import window

if TYPE_CHECKING:
    from tensorflow_model_optimization.sparsity import keras as tfmot


@dataclass(frozen=True, kw_only=True, slots=True)
class ConstantSparsity(window.ScheduleWithWindow):
    """The same sparsity at every step: s(t) = target_sparsity.

    Source: `ConstantSparsity` of tfmot 0.8.1.

    Attributes:
        target_sparsity: Fraction of weights to remove, in [0, 1).
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change; -1 means until training ends.
        frequency: Number of steps from one update of the masks to the next, at least 1.

    Raises:
        ScheduleError: If tfmot would reject an argument, or fail with it in a training.

    >>> ConstantSparsity(target_sparsity=0.5, begin_step=100).sparsity([1, 100])
    array([0.5, 0.5], dtype=float32)
    """

    target_sparsity: float
    begin_step: int
    end_step: int = window.UNTIL_TRAINING_ENDS
    frequency: int = 100

    def __post_init__(self) -> None:
        target = window.check_sparsity("target_sparsity", self.target_sparsity)
        steps = window.check_window(
            begin_step=self.begin_step, end_step=self.end_step, frequency=self.frequency
        )
        store_checked(self, target_sparsity=target, **steps)

    @property
    def end_sparsity(self) -> float:
        """The sparsity at the end of this schedule."""
        return self.target_sparsity

    def sparsity(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The scheduled sparsity at each step: int array (n,) -> float32 array (n,)."""
        return np.full(window.step_array(steps).shape, self.target_sparsity, np.float32)

    def kept_fraction(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The fraction of weights that an update at each step keeps: 1 - s(t), float32 (n,)."""
        return np.float32(1) - self.sparsity(steps)

    def get_config(self) -> dict[str, Any]:
        """tfmot's own form: `{"class_name": ..., "config": {...}}`."""
        return {"class_name": "ConstantSparsity", "config": asdict(self)}

    def to_tfmot(self) -> "tfmot.ConstantSparsity":
        """The same schedule as a tfmot object; imports TensorFlow."""
        from tensorflow_model_optimization.sparsity import keras as tfmot

        return tfmot.ConstantSparsity(**asdict(self))
