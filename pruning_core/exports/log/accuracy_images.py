"""The number of images for each accuracy and loss in an event."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pruning_core.data.facts import DATASETS
from pruning_core.errors import EventError
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import EpochMeasured, RunEvent, RunFinished, StepMeasured
from pruning_core.runs.events.sink import EventSink
from pruning_core.runs.run import StoredEvent

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


def with_images(event: RunEvent, config: RunConfig) -> RunEvent:
    """The event with the number of images for each of its accuracies. An event without accuracies does not change.

    >>> from pruning_core import TrainingPlan
    >>> plan = TrainingPlan(num_examples=1000, batch_size=300, epochs=1)
    >>> config = RunConfig(schedule=None, plan=plan, dataset="digits")
    >>> step = StepMeasured(step=4, loss=0.5, accuracy=0.5, scheduled_sparsity=None)
    >>> with_images(step, config).images
    100
    """
    images = images_of_accuracies(event, config)
    match event:
        case StepMeasured(images=None):
            return replace(event, images=images["accuracy"])
        case EpochMeasured(images=None):
            validation = images["validation_accuracy"] or None
            return replace(event, images=images["accuracy"], validation_images=validation)
        case RunFinished(test_images=None):
            return replace(event, test_images=images["test_accuracy"])
        case _:
            return event


def exported_line(stored: StoredEvent, config: RunConfig) -> str:
    """The event as a line of JSON, with the number of images for each accuracy. A damaged event is not changed."""
    if "accuracy" not in stored.body:  # most events of a long log, which need not be read
        return f"{stored.body}\n"
    try:
        event = stored.event_of(n_pruned=len(config.pruned_kernels))
    except EventError:
        return f"{stored.body}\n"
    changed = with_images(event, config)
    return f"{stored.body if changed is event else event_to_json(changed)}\n"


class SinkWithImages:
    """Adds the number of images for each accuracy to the events, and passes them on.

    Args:
        sink: Receives the events.
        config: The config of the training.
    """

    def __init__(self, sink: EventSink, config: RunConfig) -> None:
        self._sink = sink
        self._config = config

    def emit(self, event: RunEvent) -> None:
        """Pass on the event."""
        self._sink.emit(with_images(event, self._config))
