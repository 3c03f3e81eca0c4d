"""Row: one setting or one result of several runs, as values and as text."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Value = str | int | float | None
"""A setting or a result of a run. None if the run does not have it."""
NO_VALUE = "–"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One setting or one result of several runs.

    Attributes:
        name: The name of the column in a CSV file.
        title: The name for visitors.
        values: The value of each run.
        cells: The value of each run as text. Two cells are equal only if their values are equal.
    """

    name: str
    title: str
    values: tuple[Value, ...]
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether two runs have different values."""
        return len(set(self.values)) > 1


def make_row(
    name: str,
    title: str,
    values: Sequence[Value],
    write: Callable[..., str] = str,
    *,
    write_longer: Callable[..., str] = repr,
) -> Row:
    """A row.

    If different values have the same text, the longer text is used for these values, and if these are
    the same too, all digits.

    Args:
        name: The name of the column in a CSV file.
        title: The name for visitors.
        values: The value of each run.
        write: Returns a value as text. It is not called for None.
        write_longer: Returns a longer text.

    >>> make_row("rate", "Rate", [0.001, 0.0010000001, None], "{:g}".format).cells
    ('0.001', '0.0010000001', '–')
    """
    different = set(values)
    texts = {value: NO_VALUE if value is None else write(value) for value in different}
    for write_again in (write_longer, repr):
        repeated = {text for text, count in Counter(texts.values()).items() if count > 1}
        texts |= {
            value: write_again(value)
            for value, text in texts.items()
            if text in repeated and value is not None
        }
    cells = tuple(texts[value] for value in values)
    return Row(name=name, title=title, values=tuple(values), cells=cells)
