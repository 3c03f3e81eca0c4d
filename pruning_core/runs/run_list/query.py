"""RunQuery: which runs a list shows, in which order, and which part of the list."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pruning_core.checks import check_whole, quoted
from pruning_core.data.facts import DATASETS
from pruning_core.errors import RunQueryError
from pruning_core.networks import NETWORKS
from pruning_core.runs.run_list.plain_text import check_text
from pruning_core.runs.states import RunState
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.texts import gettext

DENSE = "dense"
SCHEDULE_KINDS = (*SCHEDULE_CLASSES, DENSE)
"""The kinds of schedules: the class of the schedule, or "dense" for a run without pruning."""
SORT_COLUMNS = (
    "created", "name", "state", "data", "net", "kind", "sparsity", "seed",
    "accuracy", "loss", "zeros", "bytes", "seconds", "step",
)  # fmt: skip
"""The columns that can sort the list. `sparsity` is scheduled, `zeros` is measured when the run has ended."""
MAX_TEXT_CHARACTERS = 200
MAX_OFFSET = 10**9
MAX_LIMIT = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberRange:
    """Numbers from `least` to `most`. None means no limit.

    >>> NumberRange(least=0.5).contains(0.5), NumberRange(least=0.5).contains(None)
    (True, False)
    """

    least: float | None = None
    most: float | None = None

    @property
    def is_limited(self) -> bool:
        """Whether the range excludes any number."""
        return self.least is not None or self.most is not None

    def contains(self, number: float | None) -> bool:
        """Whether a number is in the range. A missing number is only in a range without limits."""
        if number is None:
            return not self.is_limited
        return (self.least is None or number >= self.least) and (
            self.most is None or number <= self.most
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DayRange:
    """Days in UTC, from the first to the last, both included. None means no limit."""

    first: date | None = None
    last: date | None = None

    @property
    def seconds(self) -> tuple[float | None, float | None]:
        """The times in seconds since the epoch: from the first time, and before the second time.

        >>> DayRange(first=date(1970, 1, 2), last=date(1970, 1, 2)).seconds
        (86400.0, 172800.0)
        """
        begin = None if self.first is None else start_of(self.first)
        return begin, None if self.last is None else start_of(self.last + timedelta(days=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class RunQuery:
    """A filter, an order, and a part of the list of runs. An empty filter accepts every run.

    Attributes:
        states: Accepted states, values of `RunState`.
        datasets: Accepted data sets, names in `DATASETS`.
        networks: Accepted networks, names in `NETWORKS`.
        kinds: Accepted kinds of schedules, names in `SCHEDULE_KINDS`.
        sparsity: The final sparsity of the schedule, in 0..1; 0 for a dense run.
        accuracy: The accuracy on the test set, in 0..1. A run without a result has none.
        days: The days on which the run was created.
        group: The id of the experiment of the runs, or "".
        mine: Whether the list has only runs of this visitor.
        tag: A tag of the runs, in small or capital letters; or "".
        text: Words. Each must be in the id, the name, a tag or the notes of a run.
        sort: The column that sorts the list, one of `SORT_COLUMNS`. Runs without a value come last.
        descending: Whether the largest value comes first.
        offset: How many runs of the list are skipped.
        limit: The largest number of runs, from 1 to 500.

    Raises:
        RunQueryError: If a value is invalid. Its `field` is the name in a link (see `link`).

    >>> RunQuery(sort="color")
    Traceback (most recent call last):
    ...
    pruning_core.errors.RunQueryError: sort must be one of created, name, state, data, net, kind, sparsity, seed, \
accuracy, loss, zeros, bytes, seconds, step, got 'color'
    """

    states: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sparsity: NumberRange = NumberRange()
    accuracy: NumberRange = NumberRange()
    days: DayRange = DayRange()
    group: str = ""
    mine: bool = False
    tag: str = ""
    text: str = ""
    sort: str = "created"
    descending: bool = True
    offset: int = 0
    limit: int = 100

    def __post_init__(self) -> None:
        check_names("state", self.states, list(RunState))
        check_names("data", self.datasets, DATASETS)
        check_names("net", self.networks, NETWORKS)
        check_names("kind", self.kinds, SCHEDULE_KINDS)
        check_names("sort", (self.sort,), SORT_COLUMNS)
        check_range("sparsity", self.sparsity)
        check_range("accuracy", self.accuracy)
        check_days(self.days)
        for field, text in (("group", self.group), ("tag", self.tag), ("find", self.text)):
            check_text(field, text, most=MAX_TEXT_CHARACTERS, error=RunQueryError)
        check_whole("offset", self.offset, least=0, most=MAX_OFFSET, error=RunQueryError)
        check_whole("limit", self.limit, least=1, most=MAX_LIMIT, error=RunQueryError)


def start_of(day: date) -> float:
    """The time when a day begins in UTC, in seconds since the epoch."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def check_names(field: str, names: Sequence[str], known: Collection[str]) -> None:
    """Raise RunQueryError unless every name is known."""
    for name in names:
        if name not in known:
            message = gettext(
                "{field} must be one of {names}, got {value}",
                field=field,
                names=", ".join(known),
                value=quoted(name),
            )
            raise RunQueryError(field, message)


def check_range(field: str, numbers: NumberRange) -> None:
    """Raise RunQueryError unless a range is within 0..1 and its ends are in order."""
    ends = [end for end in (numbers.least, numbers.most) if end is not None]
    if not all(math.isfinite(end) and 0 <= end <= 1 for end in ends) or ends != sorted(ends):
        message = gettext(
            "{field} must be two numbers from 0 to 1, the smaller one first, such as 0.5..0.9, "
            "got {least} and {most}",
            field=field,
            least=quoted(numbers.least),
            most=quoted(numbers.most),
        )
        raise RunQueryError(field, message)


def check_days(days: DayRange) -> None:
    """Raise RunQueryError unless the days are in order, and a day follows the last one."""
    is_ordered = days.first is None or days.last is None or days.first <= days.last
    if not is_ordered or days.last == date.max:
        message = gettext(
            "days must be two days, the earlier one first, such as 2026-01-01..2026-01-31, got "
            "{first} and {last}",
            first=days.first,
            last=days.last,
        )
        raise RunQueryError("days", message)
