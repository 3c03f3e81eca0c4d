"""RunRow and RunPage: a part of the list of runs, as the store returns it."""

from dataclasses import dataclass

from pruning_core.runs.config import RunConfig


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRow:
    """One run in the list. Times are seconds since the epoch. A number is None if the run does not have it.

    Attributes:
        id: The id of the run.
        state: The state. Another version of the lab may have written a state that this version does not know.
        created_at: When the run was created.
        ended_at: When the run ended.
        config: The training; None if the lab did not train the run, or if this version cannot read it.
        final_sparsity: The final sparsity of the schedule; 0 for a dense run.
        last_step: The last measured step.
        seconds: The training time.
        accuracy: The accuracy on the test set.
        loss: The loss on the test set.
        zeros: The fraction of zeros in all kernels after the training.
        bytes: The size of the zipped .h5.
        group_id: The id of the experiment of the run.
        name: The name of the run.
        tags: Words of the visitor's choice.
        notes: A text of the visitor.
    """

    id: str
    state: str
    created_at: float
    ended_at: float | None
    config: RunConfig | None
    final_sparsity: float | None
    last_step: int
    seconds: float
    accuracy: float | None
    loss: float | None
    zeros: float | None
    bytes: int | None
    group_id: str | None
    name: str | None
    tags: tuple[str, ...]
    notes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPage:
    """A part of the list of runs.

    Attributes:
        total: The number of all runs that the filter accepts.
        rows: The runs of this part.
    """

    total: int
    rows: tuple[RunRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListVersion:
    """Tells whether the list of runs has changed.

    Attributes:
        token: A text that changes if a run is added, deleted or edited, or if its state changes.
        steps: The last measured step of each running run, by its id.
    """

    token: str
    steps: dict[str, int]
