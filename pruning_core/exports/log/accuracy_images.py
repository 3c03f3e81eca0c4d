"""The number of images for each accuracy and loss in an event."""

from collections.abc import Callable
from typing import Any

from pruning_core.data.facts import DATASETS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EpochMeasured, RunEvent, RunFinished, StepMeasured

ImagesOf = Callable[[Any, RunConfig], int]
IMAGES: dict[type[RunEvent], dict[str, ImagesOf]] = {
    StepMeasured: {"accuracy": lambda event, run: run.plan.examples_in_step(event.step)},
    EpochMeasured: {
        "accuracy": lambda _event, run: run.plan.training_examples,
        "validation_accuracy": lambda _event, run: run.plan.validation_examples,
    },
    RunFinished: {"test_accuracy": lambda _event, run: DATASETS[run.dataset].test_examples},
}
"""For each kind of event with accuracies: the number of images for each accuracy."""


def images_of_accuracies(event: RunEvent, config: RunConfig) -> dict[str, int]:
    """The number of images for each accuracy in an event. The loss in the event is from the same images.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=300, epochs=1, validation_split=0.2)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits")
    >>> step = StepMeasured(step=3, loss=0.5, accuracy=0.5, scheduled_sparsity=None)
    >>> images_of_accuracies(step, config)
    {'accuracy': 200}
    """
    functions = IMAGES.get(type(event), {})
    return {name: images(event, config) for name, images in functions.items()}
