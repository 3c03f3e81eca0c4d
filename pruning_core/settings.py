"""What the operator may set: the environment variables that start with `PRUNELAB_`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pruning_core.checks import shown
from pruning_core.errors import SettingsError

MOST_WORKERS = 64
LEASE_SECONDS = range(3, 3601)
KERAS_MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
"""What `keras.datasets.mnist` downloads from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The lab's settings, read once at the start and checked there.

    Attributes:
        data_dir: Where runs and logs are kept (`PRUNELAB_DATA_DIR`).
        database_url: Where the run store is (`PRUNELAB_DATABASE_URL`; SQLite in `data_dir`).
        dask_scheduler: Address of an existing cluster (`PRUNELAB_DASK_SCHEDULER`), or None for
            an embedded one.
        workers: Worker processes of the embedded cluster (`PRUNELAB_WORKERS`).
        lease_seconds: How long a worker may be silent before its run goes to another
            (`PRUNELAB_LEASE_SECONDS`).
        mnist: Path of an `mnist.npz` (`PRUNELAB_MNIST`), or None to look in Keras's cache.
        mnist_url: Where to download MNIST from (`PRUNELAB_MNIST_URL`; where Keras does).
    """

    data_dir: Path
    database_url: str
    dask_scheduler: str | None
    workers: int
    lease_seconds: int
    mnist: Path | None
    mnist_url: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment describes.

    Raises:
        SettingsError: In one line, when a variable has a value that the lab cannot use.

    >>> read_settings({"PRUNELAB_WORKERS": "2", "PRUNELAB_DATA_DIR": "/data"}).workers
    2
    >>> read_settings({"PRUNELAB_WORKERS": "two"})
    Traceback (most recent call last):
    ...
    pruning_core.errors.SettingsError: PRUNELAB_WORKERS must be a whole number from 1 to 64, got 'two'
    """
    data_dir = path_of("PRUNELAB_DATA_DIR", environment.get("PRUNELAB_DATA_DIR") or "~/.prunelab")
    return Settings(
        data_dir=data_dir,
        database_url=environment.get("PRUNELAB_DATABASE_URL") or f"sqlite:///{data_dir}/runs.db",
        dask_scheduler=dask_scheduler(environment),
        workers=whole(environment, "PRUNELAB_WORKERS", range(1, MOST_WORKERS + 1), usual=1),
        lease_seconds=whole(environment, "PRUNELAB_LEASE_SECONDS", LEASE_SECONDS, usual=30),
        mnist=mnist(environment),
        mnist_url=mnist_url(environment),
    )


def whole(environment: Mapping[str, str], name: str, allowed: range, *, usual: int) -> int:
    """The whole number that a variable holds, or the usual one."""
    text = environment.get(name) or str(usual)
    if not text.isdecimal() or not text.isascii() or int(text[:9]) not in allowed:
        raise SettingsError(
            name,
            f"{name} must be a whole number from {allowed.start} to {allowed.stop - 1}, "
            f"got {shown(text)}",
        )
    return int(text)


def dask_scheduler(environment: Mapping[str, str]) -> str | None:
    """The address of the cluster to use, if one is named."""
    address = environment.get("PRUNELAB_DASK_SCHEDULER") or None
    if address is not None and not address.startswith(("tcp://", "tls://", "ws://", "wss://")):
        raise SettingsError(
            "PRUNELAB_DASK_SCHEDULER",
            f"PRUNELAB_DASK_SCHEDULER must be an address such as tcp://host:8786, got {shown(address)}",
        )
    return address


def mnist(environment: Mapping[str, str]) -> Path | None:
    """The path of the MNIST file to use, if one is named; it must be there."""
    text = environment.get("PRUNELAB_MNIST")
    if not text:
        return None
    path = path_of("PRUNELAB_MNIST", text)
    try:
        there = path.is_file()
    except OSError:  # a name that is too long, a directory that may not be entered
        there = False
    if not there:
        raise SettingsError(
            "PRUNELAB_MNIST",
            f"PRUNELAB_MNIST must be the path of an mnist.npz, but there is no file at {shown(str(path))}",
        )
    return path


def mnist_url(environment: Mapping[str, str]) -> str:
    """The web address that MNIST is downloaded from."""
    url = environment.get("PRUNELAB_MNIST_URL") or KERAS_MNIST_URL
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # such as a bracket that is never closed
        usable = False
    if not usable:
        raise SettingsError(
            "PRUNELAB_MNIST_URL",
            f"PRUNELAB_MNIST_URL must be an address that starts with http:// or https://, "
            f"got {shown(url)}",
        )
    return url


def path_of(name: str, text: str) -> Path:
    """The absolute path that a variable names."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~someone who is not there
        raise SettingsError(name, f"{name} must be a path, got {shown(text)}: {error}") from error


def make_data_dir(settings: Settings) -> None:
    """Create the data directory, and make sure that it can be written to.

    Raises:
        SettingsError: When the directory cannot be made or is read-only.
    """
    probe = settings.data_dir / ".writable"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            "PRUNELAB_DATA_DIR",
            f"PRUNELAB_DATA_DIR must be a directory that can be written to, "
            f"but {settings.data_dir} cannot: {error.strerror}",
        ) from error
