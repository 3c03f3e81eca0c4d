"""RunDescription: what a run is called and made of, whoever trained it.

Only the standard library, and Python 3.10: other people's trainings run this code too.
"""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pruning_core.errors import FieldError, RunDescriptionError
from pruning_core.json_checks import (
    by_name,
    choice,
    json_object,
    maybe,
    parts_of,
    plain_object,
    read,
    whole,
)
from pruning_core.kernels import Kernel
from pruning_core.runs.event_parts import MOST_KERNELS, Kernels, Magnitude, Name, Total

LONGEST_SCHEDULE = 100_000
"""Characters of one schedule's config as JSON."""

Schedules = Annotated[
    dict[str, dict[str, Any]], by_name(plain_object(LONGEST_SCHEDULE), MOST_KERNELS)
]
Examples = Annotated[int | None, maybe(whole(1))]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunDescription:
    """What a run is called and made of. All but its origin may be unknown.

    Attributes:
        origin: Who trains it: "lab" is this lab, "elsewhere" is a training that reports to it.
        name: What the run is called.
        network: What its network is called.
        kernels: The kernels of the network, in its order.
        schedules: The `get_config()` of the schedule that prunes a layer, by the layer's name. A
            layer without one is dense.
        optimizer: What its optimizer is called.
        learning_rate: The optimizer's learning rate when the training begins.
        num_examples: Examples of the data, those for validation included.
        batch_size: Examples per batch.
        epochs: Epochs of the plan.
        steps_per_epoch: Steps of one epoch.
        total_steps: Steps of the whole training.

    >>> RunDescription(origin="elsewhere", name="ResNet, third try", total_steps=5000).to_json()
    '{"origin": "elsewhere", "name": "ResNet, third try", "total_steps": 5000}'
    """

    origin: Annotated[Literal["lab", "elsewhere"], choice("lab", "elsewhere")]
    name: Name = ""
    network: Name = ""
    kernels: Kernels = ()
    schedules: Schedules = field(default_factory=dict)
    optimizer: Name = ""
    learning_rate: Magnitude = None
    num_examples: Examples = None
    batch_size: Examples = None
    epochs: Total = None
    steps_per_epoch: Total = None
    total_steps: Total = None

    @property
    def pruned_kernels(self) -> tuple[Kernel, ...]:
        """The kernels that are pruned, in the network's order."""
        return tuple(kernel for kernel in self.kernels if kernel.layer in self.schedules)

    def to_json(self) -> str:
        """The description as JSON, without what is unknown."""
        return json.dumps(parts_of(self), allow_nan=False)

    def check(self, prefix: str) -> None:
        """Raise FieldError if a schedule prunes a layer without a kernel."""
        layers = {kernel.layer for kernel in self.kernels}
        if unknown := self.schedules.keys() - layers:
            raise FieldError(
                f"{prefix}schedules",
                f"{prefix}schedules must name layers of kernels, got {min(unknown)!r}",
            )


def run_description_from_json(text: str) -> RunDescription:
    """The inverse of `to_json`. It trusts nothing: the text may come from anybody.

    Raises:
        RunDescriptionError: If a field is missing, unknown, or has a value that it cannot have.

    >>> run_description_from_json('{"origin": "mars"}')
    Traceback (most recent call last):
    ...
    pruning_core.errors.RunDescriptionError: description of a run: origin must be one of lab, elsewhere, got 'mars'
    """
    try:
        return read(RunDescription, json_object(text))
    except FieldError as error:
        raise RunDescriptionError(error.field, f"description of a run: {error}") from None
