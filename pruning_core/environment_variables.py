"""Reads and checks the values of environment variables."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pruning_core.checks import quoted
from pruning_core.errors import SettingsError

MAX_DIGITS = 10


def read_whole_number(
    environment: Mapping[str, str], name: str, allowed: range, *, default: int
) -> int:
    """The value of a variable as a whole number; `default` if the variable is not set."""
    text = environment.get(name) or str(default)
    if (
        not text.isdecimal()
        or not text.isascii()
        or len(text) > MAX_DIGITS
        or int(text) not in allowed
    ):
        raise SettingsError(
            name,
            f"{name} must be a whole number from {allowed.start} to {allowed.stop - 1}, "
            f"got {quoted(text)}",
        )
    return int(text)


def read_existing_path(
    environment: Mapping[str, str], name: str, what: str, exists: Callable[[Path], bool]
) -> Path | None:
    """The value of a variable as a path, which must exist; None if the variable is not set.

    Args:
        environment: The environment variables.
        name: The name of the variable.
        what: A description of the path, for the error message.
        exists: Whether a path has the described file or folder.
    """
    text = environment.get(name)
    if not text:
        return None
    path = absolute_path(name, text)
    try:
        found = exists(path)
    except OSError:  # for example, the name is too long, or this user may not read the directory
        found = False
    if not found:
        raise SettingsError(
            name, f"{name} must be {what}, but there is none at {quoted(str(path))}"
        )
    return path


def read_web_address(environment: Mapping[str, str], name: str, default: str) -> str:
    """The value of a variable as a web address; `default` if the variable is not set."""
    url = environment.get(name) or default
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # for example, a bracket is not closed
        usable = False
    if not usable:
        raise SettingsError(
            name,
            f"{name} must be an address that starts with http:// or https://, got {quoted(url)}",
        )
    return url


def absolute_path(name: str, text: str) -> Path:
    """The value of a variable as an absolute path."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # `~name`, but no user has this name
        raise SettingsError(name, f"{name} must be a path, got {quoted(text)}: {error}") from error
