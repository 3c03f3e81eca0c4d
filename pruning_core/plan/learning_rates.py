"""Learning-rate schedules: the rate of the optimizer at each of its steps, as Keras computes it in a training.

The rates equal those of Keras in a traced graph: to the last bit, or for a cosine within one bit.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.texts import gettext, gettext_noop

ONE, HALF, PI = np.float32(1), np.float32(0.5), np.float32(np.pi)
PIECE = re.compile(r"(?P<step>[0-9]{1,10}):(?P<rate>[0-9.]+(?:[eE][+-]?[0-9]{1,3})?)", re.ASCII)
MAX_PIECES = 20
LEAST_RATE, MOST_RATE = 1e-8, 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ConstantRate:
    """The same learning rate at every step.

    >>> ConstantRate(learning_rate=0.5).rate([0, 9])
    array([0.5, 0.5], dtype=float32)
    """

    keras_class: ClassVar[str] = ""
    learning_rate: float

    def rate(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The learning rate at each step: int (n,) -> float32 (n,)."""
        return np.full(np.shape(steps), self.learning_rate, np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class CosineDecay:
    """The learning rate follows half a cosine wave, and then stays.

    rate(t) = initial * ((1 - alpha) * (1 + cos(pi * min(t, decay_steps) / decay_steps)) / 2 + alpha)

    Source: `keras.optimizers.schedules.CosineDecay` of tf-keras 2.21.

    Attributes:
        initial_learning_rate: The rate at step 0.
        decay_steps: Optimizer steps until the smallest rate.
        alpha: The smallest rate, as a fraction of the initial one.

    >>> CosineDecay(initial_learning_rate=0.5, decay_steps=4, alpha=0.5).rate([0, 2, 9])
    array([0.5  , 0.375, 0.25 ], dtype=float32)
    """

    keras_class: ClassVar[str] = "CosineDecay"
    initial_learning_rate: float
    decay_steps: int
    alpha: float = 0.0

    def rate(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The learning rate at each optimizer step, counted from 0 as Keras does: int (n,) -> float32 (n,)."""
        last = np.float32(self.decay_steps)
        # The graph optimizer turns the division by a constant, and the factor pi, into one product.
        angle = np.minimum(np.asarray(steps).astype(np.float32), last) * (PI * (ONE / last))
        # TensorFlow calls the C library's `cosf`. A cosine in float64 differs in 1 of 500 steps, by one bit.
        cosine = np.cos(angle.astype(np.float64)).astype(np.float32)
        wave = HALF * (ONE + cosine)
        share = np.float32(1 - self.alpha) * wave + np.float32(self.alpha)
        return np.float32(self.initial_learning_rate) * share


@dataclass(frozen=True, kw_only=True, slots=True)
class ExponentialDecay:
    """The learning rate falls by the same factor every `decay_steps`.

    rate(t) = initial * decay_rate ** (t / decay_steps)

    Source: `keras.optimizers.schedules.ExponentialDecay` of tf-keras 2.21.

    Attributes:
        initial_learning_rate: The rate at step 0.
        decay_steps: Optimizer steps in which the rate is multiplied once by `decay_rate`.
        decay_rate: The factor.

    >>> ExponentialDecay(initial_learning_rate=0.5, decay_steps=2, decay_rate=0.5).rate([0, 2, 4])
    array([0.5  , 0.25 , 0.125], dtype=float32)
    """

    keras_class: ClassVar[str] = "ExponentialDecay"
    initial_learning_rate: float
    decay_steps: int
    decay_rate: float

    def rate(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The learning rate at each optimizer step, counted from 0 as Keras does: int (n,) -> float32 (n,)."""
        base = np.float32(self.decay_rate)
        exponents = np.asarray(steps).astype(np.float32) * (ONE / np.float32(self.decay_steps))
        # NumPy calls the C library's `powf` for scalars, but not for vectors.
        powers = np.fromiter((base**exponent for exponent in exponents.ravel()), np.float32)
        return np.float32(self.initial_learning_rate) * powers.reshape(exponents.shape)


@dataclass(frozen=True, kw_only=True, slots=True)
class PiecewiseConstantDecay:
    """The learning rate is constant between boundaries: `values[i]` up to and including step `boundaries[i]`.

    Source: `keras.optimizers.schedules.PiecewiseConstantDecay` of tf-keras 2.21.

    Attributes:
        boundaries: Optimizer steps, increasing.
        values: The rates: one more than boundaries.

    >>> PiecewiseConstantDecay(boundaries=(2,), values=(0.5, 0.25)).rate([0, 2, 3])
    array([0.5 , 0.5 , 0.25], dtype=float32)
    """

    keras_class: ClassVar[str] = "PiecewiseConstantDecay"
    boundaries: tuple[int, ...]
    values: tuple[float, ...]

    def rate(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The learning rate at each optimizer step, counted from 0 as Keras does: int (n,) -> float32 (n,)."""
        indices = np.searchsorted(np.asarray(self.boundaries), np.asarray(steps), side="left")
        return np.array(self.values, np.float32)[indices]


LearningRate = ConstantRate | CosineDecay | ExponentialDecay | PiecewiseConstantDecay


def keras_arguments(rate: LearningRate) -> dict[str, Any]:
    """The arguments of Keras's class `rate.keras_class`.

    >>> keras_arguments(PiecewiseConstantDecay(boundaries=(2,), values=(0.5, 0.25)))
    {'boundaries': [2], 'values': [0.5, 0.25]}
    """
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(rate).items()
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class RateShape:
    """One kind of learning-rate schedule, for forms and links.

    Attributes:
        title: Its name on screen.
    """

    title: str


RATE_SHAPES: dict[str, RateShape] = {
    "constant": RateShape(title=gettext_noop("constant")),
    "cosine": RateShape(title=gettext_noop("cosine decay")),
    "exponential": RateShape(title=gettext_noop("exponential decay")),
    "piecewise": RateShape(title=gettext_noop("piecewise constant")),
}
"""Each kind by the name that configs, links and the command line use."""


def learning_rate_of(values: Mapping[str, Any], *, optimizer_steps: int) -> LearningRate:
    """The schedule that parameters describe.

    Args:
        values: The values of `learning_rate_schedule`, `learning_rate`, `decay_steps`, `decay_rate`,
            `alpha` and `pieces`.
        optimizer_steps: Optimizer steps in the whole training, which `decay_steps=0` means.

    >>> values = {"learning_rate_schedule": "cosine", "learning_rate": 0.1, "decay_steps": 0, "alpha": 0.0}
    >>> learning_rate_of(values, optimizer_steps=300).decay_steps
    300
    """
    initial = values["learning_rate"]
    decay_steps = values.get("decay_steps") or optimizer_steps
    match values["learning_rate_schedule"]:
        case "cosine":
            return CosineDecay(
                initial_learning_rate=initial, decay_steps=decay_steps, alpha=values["alpha"]
            )
        case "exponential":
            return ExponentialDecay(
                initial_learning_rate=initial,
                decay_steps=decay_steps,
                decay_rate=values["decay_rate"],
            )
        case "piecewise":
            pieces = read_pieces(values["pieces"])
            return PiecewiseConstantDecay(
                boundaries=tuple(step for step, _rate in pieces),
                values=(initial, *(rate for _step, rate in pieces)),
            )
        case _:
            return ConstantRate(learning_rate=initial)


def read_pieces(text: str) -> list[tuple[int, float]]:
    """The steps after which the learning rate changes, each with the new rate.

    Raises:
        ValueError: If the text has another form; the message states the form.

    >>> read_pieces("500:0.0001 800:1e-5")
    [(500, 0.0001), (800, 1e-05)]
    """
    pieces: list[tuple[int, float]] = []
    for part in text.split(maxsplit=MAX_PIECES + 1):
        match = PIECE.fullmatch(part)
        try:
            step, rate = (int(match["step"]), float(match["rate"])) if match else (0, 0.0)
        except ValueError:  # two decimal points
            step, rate = 0, 0.0
        is_later = step > (pieces[-1][0] if pieces else 0)
        if not (is_later and LEAST_RATE <= rate <= MOST_RATE):
            pieces.clear()
            break
        pieces.append((step, rate))
    if not 1 <= len(pieces) <= MAX_PIECES:
        raise ValueError(
            gettext(
                "1 to {most} steps in increasing order, each with the learning rate after it, such as "
                "{example}",
                most=MAX_PIECES,
                example="500:0.0001 800:0.00001",
            )
        )
    return pieces


def write_pieces(text: str) -> str:
    """The text of `read_pieces` in its normal form.

    Raises:
        ValueError: If the text has another form.

    >>> write_pieces(" 0500:.0001  800:1e-5")
    '500:0.0001 800:1e-05'
    """
    return " ".join(f"{step}:{rate!r}" for step, rate in read_pieces(text))
