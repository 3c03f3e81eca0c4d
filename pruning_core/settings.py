"""What the operator may set: the environment variables that start with `PRUNELAB_`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pruning_core.checks import quoted
from pruning_core.errors import SettingsError

MOST_WORKERS = 64
LEASE_SECONDS = range(3, 3601)
KERAS_MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
"""What `keras.datasets.mnist` downloads from."""
KERAS_FASHION_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
"""The folder that `keras.datasets.fashion_mnist` downloads from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one visitor may ask of this server; each is set by a variable of its own.

    Attributes:
        epochs: Of one run (`PRUNELAB_MAX_EPOCHS`).
        examples: In an epoch of a run, the validation split included (`PRUNELAB_MAX_EXAMPLES`).
        minutes: That one run may train (`PRUNELAB_MAX_MINUTES`).
        runs_per_visitor: That may wait, train or be paused at a time (`PRUNELAB_MAX_RUNS_PER_VISITOR`).
        queue: Runs that may wait for a worker (`PRUNELAB_MAX_QUEUE`).
        disk_megabytes: That the data directory may take (`PRUNELAB_MAX_DISK_MB`).
    """

    epochs: int = 1_000
    examples: int = 60_000
    minutes: int = 240
    runs_per_visitor: int = 20
    queue: int = 200
    disk_megabytes: int = 20_000


LIMITS = {
    "epochs": "PRUNELAB_MAX_EPOCHS",
    "examples": "PRUNELAB_MAX_EXAMPLES",
    "minutes": "PRUNELAB_MAX_MINUTES",
    "runs_per_visitor": "PRUNELAB_MAX_RUNS_PER_VISITOR",
    "queue": "PRUNELAB_MAX_QUEUE",
    "disk_megabytes": "PRUNELAB_MAX_DISK_MB",
}
"""The variable that sets each limit."""
LARGEST_LIMIT = 10**9
MOST_DIGITS = 10


def read_limits(environment: Mapping[str, str]) -> Limits:
    """The limits that an environment sets.

    >>> read_limits({"PRUNELAB_MAX_EPOCHS": "30"}).epochs
    30
    """
    usual = Limits()
    values = {
        name: whole(
            environment, variable, range(1, LARGEST_LIMIT + 1), usual=int(getattr(usual, name))
        )
        for name, variable in LIMITS.items()
    }
    return Limits(**values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The lab's settings, read once at the start and checked there.

    Attributes:
        data_dir: Where runs, logs, checkpoints and model files are kept (`PRUNELAB_DATA_DIR`).
        database_url: Where the run store is (`PRUNELAB_DATABASE_URL`; SQLite in `data_dir`).
        dask_scheduler: Address of an existing cluster (`PRUNELAB_DASK_SCHEDULER`), or None for
            an embedded one.
        workers: Worker processes of the embedded cluster (`PRUNELAB_WORKERS`).
        lease_seconds: How long a worker may be silent before its run goes to another
            (`PRUNELAB_LEASE_SECONDS`).
        limits: What one visitor may ask of this server (`PRUNELAB_MAX_...`).
        mnist: Path of an `mnist.npz` (`PRUNELAB_MNIST`), or None to look in Keras's cache.
        mnist_url: Where to download MNIST from (`PRUNELAB_MNIST_URL`; where Keras does).
        fashion_mnist: A folder or an .npz that holds Fashion-MNIST (`PRUNELAB_FASHION_MNIST`), or
            None to look in Keras's cache.
        fashion_mnist_url: The folder to download it from (`PRUNELAB_FASHION_MNIST_URL`; where
            Keras does).
    """

    data_dir: Path
    database_url: str
    dask_scheduler: str | None
    workers: int
    lease_seconds: int
    limits: Limits
    mnist: Path | None
    mnist_url: str
    fashion_mnist: Path | None
    fashion_mnist_url: str


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
        limits=read_limits(environment),
        mnist=mnist(environment),
        mnist_url=mnist_url(environment),
        fashion_mnist=fashion_mnist(environment),
        fashion_mnist_url=fashion_mnist_url(environment),
    )


def whole(environment: Mapping[str, str], name: str, allowed: range, *, usual: int) -> int:
    """The whole number that a variable holds, or the usual one."""
    text = environment.get(name) or str(usual)
    if (
        not text.isdecimal()
        or not text.isascii()
        or len(text) > MOST_DIGITS
        or int(text) not in allowed
    ):
        raise SettingsError(
            name,
            f"{name} must be a whole number from {allowed.start} to {allowed.stop - 1}, "
            f"got {quoted(text)}",
        )
    return int(text)


def dask_scheduler(environment: Mapping[str, str]) -> str | None:
    """The address of the cluster to use, if one is named."""
    address = environment.get("PRUNELAB_DASK_SCHEDULER") or None
    if address is not None and not address.startswith(("tcp://", "tls://", "ws://", "wss://")):
        raise SettingsError(
            "PRUNELAB_DASK_SCHEDULER",
            f"PRUNELAB_DASK_SCHEDULER must be an address such as tcp://host:8786, got {quoted(address)}",
        )
    return address


def mnist(environment: Mapping[str, str]) -> Path | None:
    """The path of the MNIST file to use, if one is named; it must be there."""
    return existing(environment, "PRUNELAB_MNIST", "the path of an mnist.npz", Path.is_file)


def fashion_mnist(environment: Mapping[str, str]) -> Path | None:
    """The path of Fashion-MNIST, if one is named; it must be there."""
    what = "a folder with Fashion-MNIST's four files, or the path of an .npz"
    return existing(environment, "PRUNELAB_FASHION_MNIST", what, Path.exists)


def existing(
    environment: Mapping[str, str], name: str, what: str, is_there: Callable[[Path], bool]
) -> Path | None:
    """The path that a variable names, if it is set; it must lead to something."""
    text = environment.get(name)
    if not text:
        return None
    path = path_of(name, text)
    try:
        there = is_there(path)
    except OSError:  # a name that is too long, a directory that may not be entered
        there = False
    if not there:
        raise SettingsError(
            name, f"{name} must be {what}, but there is nothing of the kind at {quoted(str(path))}"
        )
    return path


def mnist_url(environment: Mapping[str, str]) -> str:
    """The web address that MNIST is downloaded from."""
    return web_address(environment, "PRUNELAB_MNIST_URL", KERAS_MNIST_URL)


def fashion_mnist_url(environment: Mapping[str, str]) -> str:
    """The web address of the folder that Fashion-MNIST is downloaded from."""
    address = web_address(environment, "PRUNELAB_FASHION_MNIST_URL", KERAS_FASHION_URL)
    return address.rstrip("/")


def web_address(environment: Mapping[str, str], name: str, usual: str) -> str:
    """The web address that a variable names, or the usual one."""
    url = environment.get(name) or usual
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # such as a bracket that is never closed
        usable = False
    if not usable:
        raise SettingsError(
            name,
            f"{name} must be an address that starts with http:// or https://, got {quoted(url)}",
        )
    return url


def path_of(name: str, text: str) -> Path:
    """The absolute path that a variable names."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:  # ~someone who is not there
        raise SettingsError(name, f"{name} must be a path, got {quoted(text)}: {error}") from error


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
