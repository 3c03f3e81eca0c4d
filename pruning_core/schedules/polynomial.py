"""PolynomialDecay: a polynomial curve from an initial to a final sparsity."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.checks import check_number, quoted, store_checked
from pruning_core.errors import ScheduleError
from pruning_core.schedules import window
from pruning_core.texts import gettext

if TYPE_CHECKING:
    from tensorflow_model_optimization.sparsity import keras as tfmot

ONE = np.float32(1)
LARGEST_POWER = float(np.finfo(np.float32).max)


@dataclass(frozen=True, kw_only=True, slots=True)
class PolynomialDecay(window.ScheduleWithWindow):
    """A polynomial from the initial to the final sparsity. With a power above 1, it prunes most at first.

    s(t) = final + (initial - final) * (1 - p) ** power,
    p = clip((t - begin_step) / (end_step - begin_step), 0, 1)

    in float32. The operations and their order are those of a training after TensorFlow's graph
    optimizer. For powers 0, 1/2, 1, 2 and 3 the result is exactly equal to a training's. For
    other powers, the difference is at most 1 ulp.

    Source: Zhu & Gupta 2017, arXiv:1710.01878; `PolynomialDecay` of tfmot 0.8.1.

    Attributes:
        initial_sparsity: Sparsity at `begin_step`, in [0, 1).
        final_sparsity: Sparsity from `end_step` on, in [0, 1).
        begin_step: First step at which masks may change, at least 0.
        end_step: Last step at which masks may change, after `begin_step`.
        power: Exponent, at least 0.
        frequency: Number of steps from one update of the masks to the next, at least 1.

    Raises:
        ScheduleError: If tfmot would reject an argument, or fail with it in a training.

    >>> schedule = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.5, begin_step=0, end_step=100)
    >>> schedule.sparsity([0, 50, 100])
    array([0.    , 0.4375, 0.5   ], dtype=float32)
    """

    initial_sparsity: float
    final_sparsity: float
    begin_step: int
    end_step: int
    power: float = 3
    frequency: int = 100

    def __post_init__(self) -> None:
        initial = window.check_sparsity("initial_sparsity", self.initial_sparsity)
        final = window.check_sparsity("final_sparsity", self.final_sparsity)
        power = check_power(self.power)
        steps = window.check_window(
            begin_step=self.begin_step, end_step=self.end_step, frequency=self.frequency
        )
        if self.end_step == window.UNTIL_TRAINING_ENDS:
            raise ScheduleError(
                "end_step",
                gettext(
                    "end_step must not be -1 in a PolynomialDecay: the decay needs a last step"
                ),
            )
        if self.end_step == self.begin_step:
            raise ScheduleError(
                "end_step",
                gettext(
                    "end_step must be greater than begin_step, got {step} for both: "
                    "the decay would divide by zero",
                    step=self.begin_step,
                ),
            )
        store_checked(self, initial_sparsity=initial, final_sparsity=final, power=power, **steps)

    @property
    def end_sparsity(self) -> float:
        """The sparsity at the end of this schedule."""
        return self.final_sparsity

    def sparsity(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The scheduled sparsity at each step: int array (n,) -> float32 array (n,)."""
        return flush_subnormals(self._above_final(steps) + np.float32(self.final_sparsity))

    def kept_fraction(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The fraction of weights that an update at each step keeps: 1 - s(t), float32 (n,).

        It differs from `1 - sparsity(steps)` in the last bit, because in a training the graph
        optimizer computes 1 - (x + final) as (1 - final) - x.
        """
        return (ONE - np.float32(self.final_sparsity)) - self._above_final(steps)

    def _above_final(self, steps: ArrayLike) -> NDArray[np.float32]:
        """(initial - final) * (1 - p) ** power; negative while the sparsity rises."""
        since_begin = (window.step_array(steps) - self.begin_step).astype(np.float32)
        # The graph optimizer turns the division by a constant into this multiplication.
        progress = since_begin * (ONE / np.float32(self.end_step - self.begin_step))
        remaining = ONE - np.minimum(ONE, np.maximum(np.float32(0), progress))
        change = np.float32(self.initial_sparsity - self.final_sparsity)
        return scaled_power(change, remaining, self.power)

    def get_config(self) -> dict[str, Any]:
        """tfmot's own form: `{"class_name": ..., "config": {...}}`."""
        return {"class_name": "PolynomialDecay", "config": asdict(self)}

    def to_tfmot(self) -> "tfmot.PolynomialDecay":
        """The same schedule as a tfmot object; imports TensorFlow."""
        from tensorflow_model_optimization.sparsity import keras as tfmot

        return tfmot.PolynomialDecay(**asdict(self))


def check_power(power: float) -> float:
    """The power as a float. tfmot also accepts powers with which a training fails.

    Raises:
        ScheduleError: If the power is negative or too large for float32.
    """
    number = check_number("power", power, error=ScheduleError)
    if number < 0:
        raise ScheduleError(
            "power",
            gettext(
                "power must be at least 0, got {power}: "
                "a negative power divides by zero at end_step",
                power=quoted(power),
            ),
        )
    if number > LARGEST_POWER:
        raise ScheduleError(
            "power",
            gettext(
                "power must fit in float32, got {power}: choose one below 1e38",
                power=quoted(power),
            ),
        )
    return number


def scaled_power(scale: np.float32, base: NDArray[np.float32], power: float) -> NDArray[np.float32]:
    """`scale * base ** power` in float32, with the operations of a traced training.

    TensorFlow's graph optimizer replaces some powers by products. The C library's `powf` computes
    the others; NumPy calls `powf` for scalars, but not for vectors.

    >>> scaled_power(np.float32(-0.5), np.array([0.5], np.float32), 3)
    array([-0.0625], dtype=float32)
    """
    exponent = np.float32(power)
    match float(exponent):
        case 0:
            return np.full_like(base, scale)
        case 0.5:
            return scale * np.sqrt(base)
        case 1:
            return scale * base
        case 2:
            return scale * (base * base)
        case 3:
            return (scale * base) * (base * base)
        case _:
            powers = np.fromiter((x**exponent for x in base.ravel()), np.float32, base.size)
            return scale * powers.reshape(base.shape)


def flush_subnormals(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values. Values that are too small for a normal float32 become 0, as in TensorFlow.

    >>> flush_subnormals(np.array([1e-40, 0.5], np.float32))
    array([0. , 0.5], dtype=float32)
    """
    return np.where(np.abs(values) < np.finfo(np.float32).tiny, np.float32(0), values)
