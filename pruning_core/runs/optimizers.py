"""The optimizers that a run can train with."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Optimizer:
    """An optimizer of Keras.

    Attributes:
        title: Its name on screen.
        keras_class: Its class in `keras.optimizers`.
    """

    title: str
    keras_class: str


OPTIMIZERS: dict[str, Optimizer] = {
    "adam": Optimizer(title="adam", keras_class="Adam"),
    "sgd": Optimizer(title="sgd", keras_class="SGD"),
}
"""Each optimizer by the name that configs, links and the command line use."""
