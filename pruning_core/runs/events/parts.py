"""The types of the fields of events, and the dataclasses for values per kernel.

Only the standard library and Python 3.10, because training programs of other people import this module too.
"""

import base64
import string
from dataclasses import dataclass
from typing import Annotated

from pruning_core.errors import FieldError
from pruning_core.json_checks import (
    any_of,
    dict_of,
    finite_number,
    list_of,
    object_of,
    optional,
    text,
    whole_number,
)
from pruning_core.kernels import LAYER_NAME, NAME, Kernel

MAX_STEP = 2**31 - 1
"""The largest value of PostgreSQL's type integer."""
MAX_KERNELS = 10_000
MAX_BINS = 10_000
MAX_CELLS = 2**20
"""Cells of one picture, all tiles together."""
MAX_NAMES = 1_000
"""For names of metrics and names of packages."""
MAX_TEXT_CHARACTERS = 10_000
MAX_CODE_CHARACTERS = 40
MAX_PARAMETERS = 20

COUNT, SHARE, MAGNITUDE = whole_number(), finite_number(0, 1), optional(finite_number(0))

Step = Annotated[int, whole_number(0, MAX_STEP)]
Epoch = Annotated[int, whole_number(1, MAX_STEP)]
Total = Annotated[int | None, optional(whole_number(1, MAX_STEP))]
"""A total number; None if it is not known."""
Count = Annotated[int, COUNT]
Counts = Annotated[tuple[int, ...], list_of(COUNT, MAX_KERNELS)]
Measured = Annotated[float | None, optional(finite_number())]
"""A measured number; None if it is not finite or was not measured."""
Share = Annotated[float, SHARE]
Shares = Annotated[tuple[float, ...], list_of(SHARE, MAX_KERNELS)]
MeasuredShare = Annotated[float | None, optional(SHARE)]
Magnitude = Annotated[float | None, MAGNITUDE]
Magnitudes = Annotated[tuple[float | None, ...], list_of(MAGNITUDE, MAX_KERNELS)]
Metrics = Annotated[dict[str, float | None], dict_of(optional(finite_number()), MAX_NAMES)]
"""Measured numbers by name."""
Layer = Annotated[str, LAYER_NAME]
Name = Annotated[str, NAME]
Text = Annotated[str, text(MAX_TEXT_CHARACTERS)]
Code = Annotated[str, text(MAX_CODE_CHARACTERS, alphabet=f"{string.ascii_lowercase}_")]
Parameters = Annotated[
    dict[str, str | int],
    dict_of(
        any_of(
            whole_number(),
            text(MAX_TEXT_CHARACTERS),
            allowed=f"a count, or at most {MAX_TEXT_CHARACTERS} characters",
        ),
        MAX_PARAMETERS,
    ),
]
"""The values of the placeholders in a code's sentence."""
Versions = Annotated[dict[str, str], dict_of(NAME, MAX_NAMES)]
Sha256 = Annotated[str, text(64, least=64, alphabet="0123456789abcdef")]
Kernels = Annotated[tuple[Kernel, ...], list_of(object_of(Kernel), MAX_KERNELS)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Histogram:
    """The magnitudes of a kernel's weights: `counts` in bins of equal width from 0 to `largest`.

    If a weight is not finite, `largest` is None and there are no counts. `kernel` is the kernel's
    name within its layer, empty if the layer has only one.
    """

    layer: Layer
    largest: Magnitude
    counts: Annotated[tuple[int, ...], list_of(COUNT, MAX_BINS)]
    kernel: Name = ""

    def check(self, prefix: str) -> None:
        """Raise FieldError if only one of `counts` and `largest` is present."""
        if (self.largest is None) != (not self.counts):
            raise FieldError(
                f"{prefix}counts",
                f"{prefix}counts must have a number per bin, and none if largest is null, "
                f"got {len(self.counts)} with largest {self.largest}",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class MaskPicture:
    """A picture of a mask, in tiles. The level of a cell is the share of its weights that the mask keeps.

    `levels` are tiles x rows x columns bytes in C order, 0 for none and 255 for all, in base64.
    `kernel` is the kernel's name within its layer, empty if the layer has only one.
    """

    layer: Layer
    tiles: Annotated[int, whole_number(1, MAX_CELLS)]
    rows: Annotated[int, whole_number(1, MAX_CELLS)]
    columns: Annotated[int, whole_number(1, MAX_CELLS)]
    levels: Annotated[str, text(2 * MAX_CELLS)]
    kernel: Name = ""

    def check(self, prefix: str) -> None:
        """Raise FieldError unless `levels` holds one byte per cell."""
        cells = self.tiles * self.rows * self.columns
        try:
            n_found = len(base64.b64decode(self.levels, validate=True))
        except ValueError:
            n_found = None
        if n_found != cells or cells > MAX_CELLS:
            raise FieldError(
                f"{prefix}levels",
                f"{prefix}levels must be base64 of one byte per cell, at most {MAX_CELLS} bytes: "
                f"{self.tiles} x {self.rows} x {self.columns} cells, got "
                + ("no base64" if n_found is None else f"{n_found} bytes"),
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class KernelResult:
    """The zeros in one kernel of the stripped model.

    `kernel` is its name within the layer, empty if the layer has only one.
    """

    layer: Layer
    n_weights: Annotated[int, whole_number(1)]
    zeros: Count
    measured_sparsity: Share
    kernel: Name = ""

    def check(self, prefix: str) -> None:
        """Raise FieldError if there are more zeros than weights."""
        if self.zeros > self.n_weights:
            raise FieldError(
                f"{prefix}zeros",
                f"{prefix}zeros must be at most n_weights, {self.n_weights}, got {self.zeros}",
            )
