"""Section: a part of an experiment's file, which names its line in each error."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pruning_core.checks import quoted
from pruning_core.errors import ExperimentError, FieldError, PruningLabError
from pruning_core.experiments.file.lines import Path, line_of
from pruning_core.texts import gettext

TYPES: Mapping[type, str] = {
    str: "a text in quotes",
    bool: "true or false",
    dict: "a table",
    list: "a list in square brackets",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A table of an experiment's file.

    Attributes:
        text: The text of the whole file.
        path: The names of the tables around this one, and its own name.
        values: Its keys and values.
    """

    text: str
    path: Path
    values: Mapping[str, Any]

    def get(self, key: str, kind: type, default: Any = None) -> Any:  # noqa: ANN401  (a value of TOML)
        """The value of a key, which must have a type; `default` if there is no such key."""
        if key not in self.values:
            return default
        value = self.values[key]
        if not isinstance(value, kind):
            raise self.error(
                key,
                gettext(
                    "{field} must be {kind}, got {value}",
                    field=key,
                    kind=TYPES[kind],
                    value=quoted(value),
                ),
            )
        return value

    def table(self, key: str) -> "Section":
        """The table with this name; an empty one if there is none."""
        return Section(self.text, (*self.path, key), self.get(key, dict, {}))

    def tables(self, key: str) -> Iterator["Section"]:
        """The tables of an array of tables."""
        for index, values in enumerate(self.get(key, list, [])):
            if not isinstance(values, dict):
                message = gettext("write each of {field} as a table: [[{field}]]", field=key)
                raise self.error(key, message)
            yield Section(self.text, (*self.path, key, index), values)

    def check_keys(self, known: Iterable[str]) -> None:
        """Raise ExperimentError if there is a key that is not known."""
        names = list(known)
        for key in self.values:
            if key not in names:
                raise self.error(
                    key,
                    gettext(
                        "{key} is not known here: remove it, or write one of {known}",
                        key=quoted(key),
                        known=", ".join(names),
                    ),
                )

    def error(self, key: str, message: str) -> ExperimentError:
        """The error about a key of this section, with its line."""
        line = line_of(self.text, (*self.path, key))
        return ExperimentError(
            key, gettext("line {line}: {problem}", line=line, problem=message), line=line
        )

    @contextmanager
    def naming_lines(self, key: str | None = None) -> Iterator[None]:
        """Add the line to each error. `key` is the key of errors that name none."""
        with naming_lines(lambda field: self.error(key or field, "").line or 1):
            yield


@contextmanager
def naming_lines(find_line: Callable[[str], int]) -> Iterator[None]:
    """Add a line to each error. `find_line` returns the line of a field."""
    try:
        yield
    except ExperimentError as error:
        if error.line is not None:
            raise
        raise with_line(error, find_line(error.field)) from error
    except FieldError as error:
        raise with_line(error, find_line(error.field)) from error
    except PruningLabError as error:
        raise with_line(FieldError("", str(error)), find_line("")) from error


def with_line(error: FieldError, line: int) -> ExperimentError:
    """The same error with its line."""
    message = gettext("line {line}: {problem}", line=line, problem=error)
    return ExperimentError(error.field, message, line=line)
