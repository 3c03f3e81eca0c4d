"""Groups: the runs that differ only in their seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pruning_core.runs.config import RunConfig


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Runs with the same config, except for the seed.

    Attributes:
        members: The indices of all its runs.
        counted: The indices of the runs that count for means and intervals. Each seed counts once,
            because two runs with the same config and seed are the same training. Finished runs count;
            if no run has finished, all count.
    """

    members: tuple[int, ...]
    counted: tuple[int, ...]


def group_by_all_but_seed(
    configs: Sequence[RunConfig], finished: Sequence[bool]
) -> tuple[Group, ...]:
    """The groups of some runs, in the order of their first runs.

    Args:
        configs: The config of each run.
        finished: Whether each run has finished.

    >>> from pruning_core.runs.article import article_run
    >>> first, second = article_run(), replace(article_run(), seed=1)
    >>> groups = group_by_all_but_seed([first, second, first.dense, first], [True] * 4)
    >>> [(group.members, group.counted) for group in groups]
    [((0, 1, 3), (0, 1)), ((2,), (2,))]
    """
    members_by_config: dict[str, list[int]] = {}
    for index, config in enumerate(configs):
        members_by_config.setdefault(replace(config, seed=0).to_json(), []).append(index)
    return tuple(
        Group(members=tuple(members), counted=counted_runs(members, configs, finished))
        for members in members_by_config.values()
    )


def counted_runs(
    members: Sequence[int], configs: Sequence[RunConfig], finished: Sequence[bool]
) -> tuple[int, ...]:
    """The runs of a group that count: the first run of each seed."""
    candidates = [index for index in members if finished[index]] or members
    first_by_seed: dict[int, int] = {}
    for index in candidates:
        first_by_seed.setdefault(configs[index].seed, index)
    return tuple(first_by_seed.values())
