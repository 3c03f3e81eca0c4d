"""The cache reads each event of a run once, and its curves follow the run until its end."""

import json
from typing import Any

from pruning_core.comparison.curves.buckets import Curves
from pruning_core.comparison.curves.curve_cache import CurveCache
from pruning_core.comparison.curves.points import PointReader
from pruning_core.store.store import RunStore
from tests.compared_runs import config_of, store_finished_run
from tests.run_logs import finished_log


class CountingStore:
    """A store that counts the events that are read from it."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self.n_read = 0

    def events_after(self, run_id: str, number: int) -> list[Any]:
        events = self._store.events_after(run_id, number)
        self.n_read += len(events)
        return events


def test_growing_run_is_read_once_and_its_curves_are_complete_at_its_end(store: RunStore) -> None:
    config = config_of()
    run_id = store.create(config)
    store.claim(run_id, "worker")
    counting = CountingStore(store)
    cache = CurveCache(counting)
    curves = cache.read(store.get(run_id))
    assert curves.version == 0
    events = finished_log(config)
    for first in range(0, len(events), 20):
        store.append(run_id, "worker", events[first : first + 20])
        curves = cache.read(store.get(run_id))
        assert curves.version == min(first + 20, len(events))
    complete = Curves(config.plan)
    complete.add(PointReader(config).read(store.events_after(run_id, 0)))
    assert json.loads(curves.text) == complete.columns()
    assert cache.read(store.get(run_id)) is curves
    assert counting.n_read == len(events)


def test_cache_keeps_the_runs_that_were_read_last(store: RunStore) -> None:
    runs = [store.get(store_finished_run(store, config_of(seed=seed))) for seed in range(3)]
    counting = CountingStore(store)
    cache = CurveCache(counting, most=2)
    for run in runs:
        cache.read(run)
    n_events = counting.n_read
    cache.read(runs[1])
    assert counting.n_read == n_events
    cache.read(runs[0])
    assert counting.n_read > n_events
