"""Writes a RunQuery as conditions and an order in SQL."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sql

from pruning_core.runs.run_list.plain_text import fold
from pruning_core.runs.run_list.query import NumberRange, RunQuery
from pruning_core.runs.states import RunState
from pruning_core.store.run_list.columns import tag_line
from pruning_core.store.tables import outcomes, runs

Condition = sql.ColumnElement[bool]

STATE_RANKS = {state.value: rank for rank, state in enumerate(RunState)}
SORTED_BY: dict[str, sql.ColumnElement[Any]] = {
    "created": runs.c.created_at,
    "name": sql.func.lower(runs.c.name),
    "state": sql.case(STATE_RANKS, value=runs.c.state, else_=len(STATE_RANKS)),
    "data": runs.c.dataset,
    "net": runs.c.network,
    "kind": runs.c.schedule_kind,
    "sparsity": runs.c.final_sparsity,
    "seed": runs.c.seed,
    "accuracy": outcomes.c.accuracy,
    "loss": outcomes.c.loss,
    "zeros": outcomes.c.sparsity,
    "bytes": outcomes.c.bytes,
    "seconds": runs.c.seconds_trained,
    "step": runs.c.last_step,
}
"""The expression of each name in `SORT_COLUMNS`."""


def conditions_of(query: RunQuery, *, visitor: str, own_ids: Sequence[str]) -> list[Condition]:
    """The conditions that a run of the query meets. `outcomes` must be joined if the accuracy is limited."""
    lists = {
        runs.c.state: query.states,
        runs.c.dataset: query.datasets,
        runs.c.network: query.networks,
        runs.c.schedule_kind: query.kinds,
    }
    conditions: list[Condition] = [runs.c.deleted_at.is_(None)]
    conditions += [column.in_(names) for column, names in lists.items() if names]
    conditions += within(runs.c.final_sparsity, query.sparsity)
    conditions += within(outcomes.c.accuracy, query.accuracy)
    begin, end = query.days.seconds
    if begin is not None:
        conditions.append(runs.c.created_at >= begin)
    if end is not None:
        conditions.append(runs.c.created_at < end)
    if query.group:
        conditions.append(runs.c.group_id == query.group)
    if query.mine:
        is_of_visitor = sql.and_(sql.literal(bool(visitor)), runs.c.visitor == visitor)
        conditions.append(sql.or_(is_of_visitor, runs.c.id.in_(own_ids)))
    if query.tag:
        conditions.append(contains(f"{tag_line(query.tag)}\n"))
    conditions += [contains(word) for word in fold(query.text).split()]
    return conditions


def within(column: sql.ColumnElement[Any], numbers: NumberRange) -> Iterator[Condition]:
    """The conditions of a range."""
    if numbers.least is not None:
        yield column >= numbers.least
    if numbers.most is not None:
        yield column <= numbers.most


def contains(text: str) -> Condition:
    """Whether the search text of a run contains a text. Both are in the form of `fold`."""
    return runs.c.search_text.contains(text, autoescape=True)


def order_of(query: RunQuery) -> list[sql.ColumnElement[Any]]:
    """The order of the query. Runs without a value come last, and equal runs are newest first."""
    column = SORTED_BY[query.sort]
    newest_first: list[sql.ColumnElement[Any]] = [runs.c.created_at.desc(), runs.c.id.desc()]
    if query.sort == "created":  # the order of an index, forwards or backwards
        return newest_first if query.descending else [runs.c.created_at.asc(), runs.c.id.asc()]
    directed = column.desc() if query.descending else column.asc()
    return [directed.nulls_last(), *newest_first]
