"""Kernel: a weight tensor that is pruned, with its layer and its shape."""

from dataclasses import dataclass
from math import prod
from typing import Annotated

from pruning_core.checks import LARGEST_STEP
from pruning_core.errors import FieldError
from pruning_core.json_checks import list_of, text, whole_number

MAX_DIMENSIONS = 8
MAX_NAME_CHARACTERS = 500
LAYER_NAME = text(MAX_NAME_CHARACTERS, least=1)
NAME = text(MAX_NAME_CHARACTERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kernel:
    """One weight tensor that is pruned by magnitude. Each kernel has its own mask.

    Attributes:
        layer: The name of its layer.
        shape: Its shape.
        name: Its name within the layer, such as `recurrent_kernel`. Empty if the layer has one kernel.

    >>> Kernel(layer="dense", shape=(1600, 256)).n_weights
    409600
    """

    layer: Annotated[str, LAYER_NAME]
    shape: Annotated[tuple[int, ...], list_of(whole_number(1), MAX_DIMENSIONS, least=1)]
    name: Annotated[str, NAME] = ""

    @property
    def n_weights(self) -> int:
        """Number of weights, and of entries in the mask."""
        return prod(self.shape)

    def check(self, prefix: str) -> None:
        """Raise FieldError if the kernel has more weights than a browser can count."""
        if self.n_weights > LARGEST_STEP:
            raise FieldError(
                f"{prefix}shape",
                f"{prefix}shape must have at most {LARGEST_STEP} weights, got {self.shape}",
            )
