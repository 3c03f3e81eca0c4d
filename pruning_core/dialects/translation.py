"""Translation: a schedule of another library, with its numbers, the code to copy and a sentence."""

from dataclasses import Field, dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.schedules.window import step_array


class LibrarySchedule(Protocol):
    """The settings of a library, as numbers: one frozen dataclass for each library.

    Steps are counted as the lab counts them: the first optimizer step of a training is step 1.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sparsity of a mask that is computed at each step."""

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Staircase:
    """The applied sparsity over a training: 0 before the first update, and constant between two updates.

    Attributes:
        steps: Steps at which masks are computed, int64 (updates,), increasing.
        sparsity: The sparsity of the masks from each of these steps on, float32 (updates,).
    """

    steps: NDArray[np.int64]
    sparsity: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """The same schedule in another library.

    Attributes:
        library: Name and version of the library.
        schedule: The settings of the library.
        difference: One sentence about how its masks differ from tfmot's with the same schedule.
        configuration: The code to copy.
        language: The language of this code.
    """

    library: str
    schedule: LibrarySchedule
    difference: str
    configuration: str
    language: Literal["python", "yaml"]

    def sparsity(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The library's scheduled sparsity at each step: int (n,) -> float32 (n,)."""
        return self.schedule.sparsity(step_array(steps)).astype(np.float32)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed: int64 (updates,)."""
        return self.schedule.update_steps(total_steps)

    def staircase(self, total_steps: int) -> Staircase:
        """The applied sparsity during a training of `total_steps`."""
        steps = self.update_steps(total_steps)
        return Staircase(steps=steps, sparsity=self.sparsity(steps))


@dataclass(frozen=True, kw_only=True, slots=True)
class Untranslatable:
    """A schedule that a library cannot express.

    Attributes:
        library: Name and version of the library.
        reason: One sentence with the reason, and the closest possible schedule if there is one.
    """

    library: str
    reason: str
