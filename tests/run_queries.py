"""Hypothesis strategies for queries of the list of runs."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from pruning_core.data.facts import DATASETS
from pruning_core.networks import NETWORKS
from pruning_core.runs.run_list.query import (
    SCHEDULE_KINDS,
    SORT_COLUMNS,
    DayRange,
    NumberRange,
    RunQuery,
)
from pruning_core.runs.states import RunState
from tests.many_runs import GROUPS

WORDS = (
    "first",
    "STRASSE",
    "Straße",
    "100 %",
    "erk,",
    "under_",
    "=1+1",
    "<b>",
    "step 200",
    "lr",
    "\\",
    "",
)


def number_ranges() -> st.SearchStrategy[NumberRange]:
    """Ranges within 0..1, often without a limit."""
    ends = st.one_of(st.none(), st.sampled_from((0.0, 0.5, 0.875, 1.0)), st.floats(0, 1))
    return st.builds(
        lambda first, second: (
            NumberRange(least=first, most=second)
            if first is None or second is None or first <= second
            else NumberRange(least=second, most=first)
        ),
        ends,
        ends,
    )


def day_ranges() -> st.SearchStrategy[DayRange]:
    """Ranges of days in January 2026, often without a limit."""
    days = st.one_of(st.none(), st.dates(date(2025, 12, 31), date(2026, 1, 5)))
    return st.builds(
        lambda first, last: (
            DayRange(first=first, last=last)
            if first is None or last is None or first <= last
            else DayRange(first=last, last=first)
        ),
        days,
        days,
    )


def some_of(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the names."""
    return st.lists(st.sampled_from(names), max_size=3).map(tuple)


FILTERS: dict[str, st.SearchStrategy[object]] = {
    "states": some_of([state.value for state in RunState]),
    "datasets": some_of(list(DATASETS)),
    "networks": some_of(list(NETWORKS)),
    "kinds": some_of(list(SCHEDULE_KINDS)),
    "sparsity": number_ranges(),
    "accuracy": number_ranges(),
    "days": day_ranges(),
    "group": st.sampled_from((GROUPS[-1], "unknown")),
    "mine": st.booleans(),
    "tag": st.sampled_from(("lr", "LR", "10 %", "a_b", "#1", "l", "axb")),
    "text": st.sampled_from(WORDS),
}
"""The values of each filter."""


@st.composite
def queries(draw: st.DrawFn) -> RunQuery:
    """Queries with up to three filters, because many filters together accept no run."""
    names = draw(st.lists(st.sampled_from(list(FILTERS)), max_size=3, unique=True))
    values: dict[str, Any] = {name: draw(FILTERS[name]) for name in names}
    return RunQuery(
        **values,
        sort=draw(st.sampled_from(SORT_COLUMNS)),
        descending=draw(st.booleans()),
        offset=draw(st.sampled_from((0, 0, 0, 7))),
        limit=draw(st.sampled_from((1, 10, 500))),
    )
