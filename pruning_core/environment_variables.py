"""Reads the value of one environment variable, and checks it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pruning_core.checks import quoted
from pruning_core.errors import SettingsError

MAX_DIGITS = 10


def whole(environment: Mapping[str, str], name: str, allowed: range, *, usual: int) -> int:
    """The value of a variable as a whole number; `usual` if the variable is not set."""
    text = environment.get(name) or str(usual)
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


def existing(
    environment: Mapping[str, str], name: str, what: str, is_there: Callable[[Path], bool]
) -> Path | None:
    """The value of a variable as a path, which must exist; None if the variable is not set.

    Args:
        environment: The environment variables.
        name: The name of the variable.
        what: What the path must be, for the error message.
        is_there: Whether there is such a thing at a path.
    """
    text = environment.get(name)
    if not text:
        return None
    path = path_of(name, text)
    try:
        there = is_there(path)
    except OSError:  # for example, the name is too long, or this user may not read the directory
        there = False
    if not there:
        raise SettingsError(
            name, f"{name} must be {what}, but there is none at {quoted(str(path))}"
        )
    return path


def web_address(environment: Mapping[str, str], name: str, usual: str) -> str:
    """The value of a variable as a web address; `usual` if the variable is not set."""
    url = environment.get(name) or usual
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


def path_of(name: str, text: str) -> Path:
    """The value of a variable as an absolute path."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~name, where no user has this name
        raise SettingsError(name, f"{name} must be a path, got {quoted(text)}: {error}") from error
