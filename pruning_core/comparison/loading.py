"""Loads the runs of a comparison from the store."""

from collections.abc import Sequence
from dataclasses import dataclass

from pruning_core.comparison.comparison import Comparison, compare
from pruning_core.comparison.notes import missing_run_note
from pruning_core.comparison.requested_runs import read_run_ids
from pruning_core.store.store import RunStore


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadedComparison:
    """The runs of a link, and the problems of the link.

    Attributes:
        ids: The ids in the link, also those without a run.
        comparison: The comparison, or None if the link names no run of this server.
        problems: A sentence for each problem of the link.
        missing: A sentence for each id without a run.
    """

    ids: tuple[str, ...]
    comparison: Comparison | None
    problems: tuple[str, ...]
    missing: tuple[str, ...]


def load_comparison(store: RunStore, text: str) -> LoadedComparison:
    """Load the runs that a link names.

    Args:
        store: The store with the runs.
        text: The parameter `runs` of the link.

    Raises:
        StoreBusyError: If the database does not answer.
    """
    requested = read_run_ids(text)
    comparison, missing = load_runs(store, requested.ids)
    return LoadedComparison(
        ids=requested.ids,
        comparison=comparison,
        problems=requested.problems,
        missing=tuple(
            missing_run_note(run_id, is_deleted=store.is_deleted(run_id)) for run_id in missing
        ),
    )


def load_runs(store: RunStore, run_ids: Sequence[str]) -> tuple[Comparison | None, tuple[str, ...]]:
    """The comparison of some runs, and the ids without a run."""
    runs = store.runs_by_id(run_ids) if run_ids else {}
    found = [runs[run_id] for run_id in run_ids if run_id in runs]
    missing = tuple(run_id for run_id in run_ids if run_id not in runs)
    if not found:
        return None, missing
    return compare(found, store.outcomes([run.id for run in found])), missing
