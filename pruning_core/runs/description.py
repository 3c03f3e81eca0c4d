"""RunDescription: the name, the network and the plan of a run, which another program may have trained.

Only the standard library and Python 3.10, because training programs of other people import this module too.
"""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pruning_core.errors import FieldError, RunDescriptionError
from pruning_core.json_checks import (
    dict_of,
    json_fields,
    one_of,
    optional,
    parse_json_object,
    plain_object,
    read_dataclass,
    whole_number,
)
from pruning_core.kernels import Kernel
from pruning_core.runs.events.parts import MAX_KERNELS, Kernels, Magnitude, Name, Total

MAX_SCHEDULE_CHARACTERS = 100_000
"""The maximum length of a schedule's config as JSON."""

Schedules = Annotated[
    dict[str, dict[str, Any]], dict_of(plain_object(MAX_SCHEDULE_CHARACTERS), MAX_KERNELS)
]
Examples = Annotated[int | None, optional(whole_number(1))]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunDescription:
    """The name, the network and the plan of a run. Everything except the origin may be unknown.

    Attributes:
        origin: "lab" if this lab trains the run, "elsewhere" if another program trains it and reports to the lab.
        name: The name of the run.
        network: The name of its network.
        kernels: The kernels of the network, in its order.
        schedules: The `get_config()` of each layer's schedule, by the layer's name. A
            layer without a schedule is dense.
        optimizer: The name of its optimizer.
        learning_rate: The optimizer's learning rate when the training begins.
        num_examples: Number of examples, including the validation examples.
        batch_size: Number of examples per batch.
        epochs: Number of epochs.
        steps_per_epoch: Number of steps per epoch.
        total_steps: Number of steps of the whole training.

    >>> RunDescription(origin="elsewhere", name="ResNet, third try", total_steps=5000).to_json()
    '{"origin": "elsewhere", "name": "ResNet, third try", "total_steps": 5000}'
    """

    origin: Annotated[Literal["lab", "elsewhere"], one_of("lab", "elsewhere")]
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
        """The description as JSON, without unknown values."""
        return json.dumps(json_fields(self), allow_nan=False)

    def check(self, prefix: str) -> None:
        """Raise FieldError if a schedule prunes a layer without a kernel."""
        layers = {kernel.layer for kernel in self.kernels}
        if unknown := self.schedules.keys() - layers:
            raise FieldError(
                f"{prefix}schedules",
                f"{prefix}schedules must name layers of kernels, got {min(unknown)!r}",
            )


def run_description_from_json(text: str) -> RunDescription:
    """The inverse of `to_json`. It checks everything, because anybody may have sent the text.

    Raises:
        RunDescriptionError: If a field is missing or unknown, or its value is invalid.

    >>> run_description_from_json('{"origin": "mars"}')
    Traceback (most recent call last):
    ...
    pruning_core.errors.RunDescriptionError: description of a run: origin must be one of lab, elsewhere, got 'mars'
    """
    try:
        return read_dataclass(RunDescription, parse_json_object(text))
    except FieldError as error:
        raise RunDescriptionError(error.field, f"description of a run: {error}") from None
