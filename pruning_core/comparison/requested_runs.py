"""Reads which runs a link names. Anybody may have written the link."""

from dataclasses import dataclass

from pruning_core.checks import quoted
from pruning_core.texts import gettext, grouped, ngettext

MIN_RUNS, MAX_RUNS = 2, 50
MAX_ID_CHARACTERS = 32
"""The length of the column `runs.id`."""
SEPARATOR = ","


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedRuns:
    """The runs that a link names.

    Attributes:
        ids: The different ids, in the order of the link, at most `MAX_RUNS`.
        problems: A sentence for each problem of the link.
    """

    ids: tuple[str, ...]
    problems: tuple[str, ...] = ()


def read_run_ids(text: str) -> RequestedRuns:
    """The runs in the parameter `runs` of a link: ids, separated by commas.

    Everything that cannot be an id is left out, and a sentence says so.

    >>> requested = read_run_ids("1f3a, 2b4c,1f3a,")
    >>> requested.ids, requested.problems
    (('1f3a', '2b4c'), ('The link names 1 run more than once: it is shown once.',))
    """
    parts = [part for raw_part in text.split(SEPARATOR) if (part := raw_part.strip())]
    different = tuple(dict.fromkeys(parts))
    possible = tuple(part for part in different if is_possible_id(part))
    impossible = [part for part in different if not is_possible_id(part)]
    problems = []
    if impossible:
        problems.append(
            ngettext(
                "{text} in the link is not the id of a run: it is left out.",
                "{count} texts in the link are not ids of runs, such as {text}: they are left out.",
                len(impossible),
                text=quoted(impossible[0]),
            )
        )
    if len(parts) > len(different):
        repeated = len({part for part in different if parts.count(part) > 1})
        problems.append(
            ngettext(
                "The link names {count} run more than once: it is shown once.",
                "The link names {count} runs more than once: each is shown once.",
                repeated,
            )
        )
    if len(possible) > MAX_RUNS:
        problems.append(
            gettext(
                "The link names {number} runs, and at most {most} can be compared: the first {most} "
                "are shown. Remove runs below to compare others.",
                number=grouped(len(possible)),
                most=MAX_RUNS,
            )
        )
    return RequestedRuns(ids=possible[:MAX_RUNS], problems=tuple(problems))


def is_possible_id(text: str) -> bool:
    """Whether a text could be the id of a run."""
    return len(text) <= MAX_ID_CHARACTERS and text.isprintable() and text.isascii()
