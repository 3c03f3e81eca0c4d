"""A RunQuery as query parameters of an address, and back. Offset and limit are not part of a link."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pruning_core.checks import quoted
from pruning_core.errors import RunQueryError
from pruning_core.runs.run_list.query import DayRange, NumberRange, RunQuery
from pruning_core.texts import gettext

QUERY_PARAMETERS = (
    "state", "data", "net", "kind", "sparsity", "accuracy", "days", "group", "mine", "tag", "find", "sort",
)  # fmt: skip
"""The names of the parameters, in the order of a link."""
LISTS = {"state": "states", "data": "datasets", "net": "networks", "kind": "kinds"}
TEXTS = {"group": "group", "tag": "tag", "find": "text"}
YES = "yes"
NUMBER_PATTERN = re.compile(r"\d{1,3}(\.\d{0,20})?|\.\d{1,20}|\d(\.\d{1,20})?e-\d{1,3}", re.ASCII)
DAY_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def query_to_parameters(query: RunQuery) -> dict[str, str]:
    """The parameters of a query. Filters without an effect, and the usual order, are omitted.

    >>> query_to_parameters(RunQuery(states=("finished",), sparsity=NumberRange(least=0.5), sort="accuracy"))
    {'state': 'finished', 'sparsity': '0.5..', 'sort': '-accuracy'}
    """
    usual = RunQuery()
    texts = {parameter: ",".join(getattr(query, name)) for parameter, name in LISTS.items()}
    texts |= {parameter: getattr(query, name) for parameter, name in TEXTS.items()}
    for name in ("sparsity", "accuracy"):
        numbers: NumberRange = getattr(query, name)
        texts[name] = write_ends(numbers.least, numbers.most)
    texts["days"] = write_ends(query.days.first, query.days.last)
    texts["mine"] = YES if query.mine else ""
    if (query.sort, query.descending) != (usual.sort, usual.descending):
        texts["sort"] = f"-{query.sort}" if query.descending else query.sort
    return {name: texts[name] for name in QUERY_PARAMETERS if texts.get(name)}


def query_from_parameters(parameters: Mapping[str, str], **part: int) -> RunQuery:
    """The query with these parameters: the inverse of `query_to_parameters`.

    Args:
        parameters: The parameters of the query. Other parameters have no effect.
        **part: `offset` and `limit` of the query.

    Raises:
        RunQueryError: If a value is invalid. Its `field` is the name of the parameter.

    >>> query_from_parameters({"sort": "name", "mine": "yes"}).mine
    True
    >>> query_from_parameters({"sparsity": "half"})
    Traceback (most recent call last):
    ...
    pruning_core.errors.RunQueryError: sparsity must be two numbers from 0 to 1 with two dots between them, such as \
0.5..0.9 or 0.5.., got 'half'
    """
    values: dict[str, Any] = dict(part)
    for name, text in parameters.items():
        if name not in QUERY_PARAMETERS or not text:
            continue
        if name in LISTS:
            values[LISTS[name]] = tuple(text.split(","))
        elif name in TEXTS:
            values[TEXTS[name]] = text
        elif name == "sort":
            values["sort"], values["descending"] = text.removeprefix("-"), text.startswith("-")
        elif name == "mine":
            values["mine"] = read_mine(text)
        elif name == "days":
            values["days"] = read_days(text)
        else:
            values[name] = read_numbers(name, text)
    return RunQuery(**values)


def write_ends(first: object, last: object) -> str:
    """Two ends with dots between them; "" if there are no ends."""
    if first is None and last is None:
        return ""
    return f"{'' if first is None else first}..{'' if last is None else last}"


def read_mine(text: str) -> bool:
    """Whether a list has only the visitor's runs."""
    if text != YES:
        message = gettext(
            "mine must be yes, got {value}: remove it to see all runs", value=quoted(text)
        )
        raise RunQueryError("mine", message)
    return True


def read_numbers(field: str, text: str) -> NumberRange:
    """The range in a text such as `0.5..0.9`, `0.5..` or `..0.9`."""
    least, dots, most = text.partition("..")
    if not dots or not all(NUMBER_PATTERN.fullmatch(end) for end in (least, most) if end):
        message = gettext(
            "{field} must be two numbers from 0 to 1 with two dots between them, such as 0.5..0.9 "
            "or 0.5.., got {value}",
            field=field,
            value=quoted(text),
        )
        raise RunQueryError(field, message)
    return NumberRange(least=float(least) if least else None, most=float(most) if most else None)


def read_days(text: str) -> DayRange:
    """The days in a text such as `2026-01-01..2026-01-31` or `2026-01-01..`."""
    first, dots, last = text.partition("..")
    is_written_right = dots and all(DAY_PATTERN.fullmatch(day) for day in (first, last) if day)
    try:
        days = [date.fromisoformat(day) if day else None for day in (first, last)]
    except ValueError:  # for example the 31st of February
        is_written_right = False
        days = [None, None]
    if not is_written_right:
        message = gettext(
            "days must be two days with two dots between them, such as 2026-01-01..2026-01-31 or "
            "2026-01-01.., got {value}",
            value=quoted(text),
        )
        raise RunQueryError("days", message)
    return DayRange(first=days[0], last=days[1])
