"""A group has the runs that differ only in their seed, and each seed counts once."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pruning_core.comparison.groups import group_by_all_but_seed
from pruning_core.runs.config import RunConfig
from tests.compared_runs import DECAY, config_of

CONFIGS = st.sampled_from(
    [
        replace(base, seed=seed)
        for base in (config_of(), config_of(schedule=DECAY), config_of(learning_rate=0.01))
        for seed in (0, 1, 2)
    ]
)
RUNS = st.lists(st.tuples(CONFIGS, st.booleans()), min_size=1, max_size=10)


@given(RUNS)
def test_two_runs_share_a_group_exactly_if_only_their_seeds_differ(
    runs: list[tuple[RunConfig, bool]],
) -> None:
    configs = [config for config, _finished in runs]
    groups = group_by_all_but_seed(configs, [finished for _config, finished in runs])
    group_of = {index: group for group in groups for index in group.members}
    assert sorted(group_of) == list(range(len(configs)))
    for first, config in enumerate(configs):
        for other, other_config in enumerate(configs):
            is_same = replace(config, seed=9) == replace(other_config, seed=9)
            assert (group_of[first] is group_of[other]) == is_same


@given(RUNS)
def test_each_seed_counts_once_and_unfinished_runs_count_only_if_none_has_finished(
    runs: list[tuple[RunConfig, bool]],
) -> None:
    configs = [config for config, _finished in runs]
    finished = [has_finished for _config, has_finished in runs]
    for group in group_by_all_but_seed(configs, finished):
        candidates = [i for i in group.members if finished[i]] or list(group.members)
        seeds = [configs[index].seed for index in group.counted]
        assert len(seeds) == len(set(seeds))
        assert set(seeds) == {configs[index].seed for index in candidates}
        assert set(group.counted) <= set(candidates)


def test_groups_and_their_runs_keep_the_order_of_the_link() -> None:
    first, second = config_of(), config_of(schedule=DECAY)
    configs = [first, second, replace(first, seed=4), replace(second, seed=4)]
    groups = group_by_all_but_seed(configs, [True] * 4)
    assert [group.members for group in groups] == [(0, 2), (1, 3)]
