"""What a translation is: a library's schedule as numbers, as a text to copy and as a sentence."""

from dataclasses import Field, dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pruning_core.schedules.window import step_array


class LibrarySchedule(Protocol):
    """What a library is configured with, as numbers: one frozen dataclass for each library.

    Steps are the lab's: the first optimizer step of a training is step 1.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def sparsity(self, steps: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sparsity that a mask computed at each step would get."""

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps that masks are computed at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What masks hold over a training, as a staircase: nothing before the first update.

    Attributes:
        steps: Steps at which masks are computed, int64 (updates,), increasing.
        sparsity: What they hold from then on, float32 (updates,).
    """

    steps: NDArray[np.int64]
    sparsity: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """The same intent in another library.

    Attributes:
        library: Name and version of the library.
        schedule: What the library is configured with.
        difference: One sentence: what it does other than tfmot does with the same schedule.
        configuration: The text to copy, in the library's own words.
        language: What the configuration is written in.
    """

    library: str
    schedule: LibrarySchedule
    difference: str
    configuration: str
    language: Literal["python", "yaml"]

    def sparsity(self, steps: ArrayLike) -> NDArray[np.float32]:
        """The sparsity that the library asks for at each step: int (n,) -> float32 (n,)."""
        return self.schedule.sparsity(step_array(steps)).astype(np.float32)

    def update_steps(self, total_steps: int) -> NDArray[np.int64]:
        """The steps in 1..total_steps at which masks are computed anew: int64 (updates,)."""
        return self.schedule.update_steps(total_steps)

    def held(self, total_steps: int) -> Held:
        """What the masks hold during a training of `total_steps`."""
        steps = self.update_steps(total_steps)
        return Held(steps=steps, sparsity=self.sparsity(steps))


@dataclass(frozen=True, kw_only=True, slots=True)
class Untranslatable:
    """A schedule that a library has no words for.

    Attributes:
        library: Name and version of the library.
        reason: Why not, and what comes closest, in one sentence.
    """

    library: str
    reason: str
