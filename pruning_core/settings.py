"""The settings of the operator: the environment variables that start with `PRUNELAB_`."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pruning_core.checks import quoted
from pruning_core.environment_variables import (
    absolute_path,
    read_existing_path,
    read_web_address,
    read_whole_number,
)
from pruning_core.errors import SettingsError

MAX_WORKERS = 64
LEASE_SECONDS = range(3, 3601)
KERAS_MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
"""The address of the file that `keras.datasets.mnist` downloads."""
KERAS_FASHION_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
"""The address of the folder from which `keras.datasets.fashion_mnist` downloads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The limits of this server. Each has its own environment variable.

    Attributes:
        epochs: Largest number of epochs of one run (`PRUNELAB_MAX_EPOCHS`).
        examples: Largest number of examples of one run, including the validation examples
            (`PRUNELAB_MAX_EXAMPLES`).
        minutes: Longest training time of one run (`PRUNELAB_MAX_MINUTES`).
        runs_per_visitor: Largest number of runs of one visitor that wait, train or are paused
            (`PRUNELAB_MAX_RUNS_PER_VISITOR`).
        queue: Largest number of runs that wait for a worker (`PRUNELAB_MAX_QUEUE`).
        disk_megabytes: Largest size of the data directory (`PRUNELAB_MAX_DISK_MB`).
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
MAX_LIMIT = 10**9


def read_limits(environment: Mapping[str, str]) -> Limits:
    """The limits that an environment sets.

    >>> read_limits({"PRUNELAB_MAX_EPOCHS": "30"}).epochs
    30
    """
    default = Limits()
    values = {
        name: read_whole_number(
            environment, variable, range(1, MAX_LIMIT + 1), default=int(getattr(default, name))
        )
        for name, variable in LIMITS.items()
    }
    return Limits(**values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The lab's settings. They are read and checked once, when the server starts.

    Attributes:
        data_dir: The folder for runs, logs, checkpoints and model files (`PRUNELAB_DATA_DIR`).
        database_url: The address of the run store (`PRUNELAB_DATABASE_URL`; by default SQLite in
            `data_dir`).
        dask_scheduler: The address of an existing cluster (`PRUNELAB_DASK_SCHEDULER`), or None for
            an embedded cluster.
        workers: Number of worker processes of the embedded cluster (`PRUNELAB_WORKERS`).
        lease_seconds: If a worker reports nothing for this long, another worker gets its run
            (`PRUNELAB_LEASE_SECONDS`).
        limits: The limits of this server (`PRUNELAB_MAX_...`).
        mnist: Path of an `mnist.npz` (`PRUNELAB_MNIST`), or None to use Keras's cache.
        mnist_url: Address of the MNIST download (`PRUNELAB_MNIST_URL`; by default Keras's).
        fashion_mnist: Path of a folder or an .npz with Fashion-MNIST (`PRUNELAB_FASHION_MNIST`), or
            None to use Keras's cache.
        fashion_mnist_url: Address of the folder of the Fashion-MNIST download
            (`PRUNELAB_FASHION_MNIST_URL`; by default Keras's).
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
        SettingsError: If the value of a variable is invalid. The message has one line.

    >>> read_settings({"PRUNELAB_WORKERS": "2", "PRUNELAB_DATA_DIR": "/data"}).workers
    2
    >>> read_settings({"PRUNELAB_WORKERS": "two"})
    Traceback (most recent call last):
    ...
    pruning_core.errors.SettingsError: PRUNELAB_WORKERS must be a whole number from 1 to 64, got 'two'
    """
    data_dir = absolute_path(
        "PRUNELAB_DATA_DIR", environment.get("PRUNELAB_DATA_DIR") or "~/.prunelab"
    )
    database_url = environment.get("PRUNELAB_DATABASE_URL") or f"sqlite:///{data_dir}/runs.db"
    scheduler = dask_scheduler(environment)
    check_database_of_cluster(database_url, scheduler)
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        dask_scheduler=scheduler,
        workers=read_whole_number(
            environment, "PRUNELAB_WORKERS", range(1, MAX_WORKERS + 1), default=1
        ),
        lease_seconds=read_whole_number(
            environment, "PRUNELAB_LEASE_SECONDS", LEASE_SECONDS, default=30
        ),
        limits=read_limits(environment),
        mnist=mnist(environment),
        mnist_url=mnist_url(environment),
        fashion_mnist=fashion_mnist(environment),
        fashion_mnist_url=fashion_mnist_url(environment),
    )


def dask_scheduler(environment: Mapping[str, str]) -> str | None:
    """The address of an existing cluster, or None."""
    address = environment.get("PRUNELAB_DASK_SCHEDULER") or None
    if address is not None and not address.startswith(("tcp://", "tls://", "ws://", "wss://")):
        raise SettingsError(
            "PRUNELAB_DASK_SCHEDULER",
            f"PRUNELAB_DASK_SCHEDULER must be an address such as tcp://host:8786, got {quoted(address)}",
        )
    return address


def check_database_of_cluster(database_url: str, scheduler: str | None) -> None:
    """Refuse SQLite for a cluster of other machines, because each of them would open another file.

    >>> check_database_of_cluster("sqlite:////data/runs.db", "tcp://127.0.0.1:8786")
    """
    if scheduler is None or not database_url.startswith("sqlite") or is_this_machine(scheduler):
        return
    raise SettingsError(
        "PRUNELAB_DATABASE_URL",
        f"PRUNELAB_DATABASE_URL must be a PostgreSQL database, such as postgresql://lab@host/runs, because "
        f"PRUNELAB_DASK_SCHEDULER is {quoted(scheduler)}: workers on other machines cannot use an SQLite file",
    )


def is_this_machine(address: str) -> bool:
    """Whether an address is a loopback address, which only this machine can use.

    >>> [is_this_machine(f"tcp://{host}:8786") for host in ("localhost", "127.8.0.1", "[::1]", "gpu-1", "10.0.0.1")]
    [True, True, True, False, False]
    """
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, or a damaged address
        return False


def mnist(environment: Mapping[str, str]) -> Path | None:
    """The path of an MNIST file, which must exist, or None."""
    return read_existing_path(
        environment, "PRUNELAB_MNIST", "the path of an mnist.npz", Path.is_file
    )


def fashion_mnist(environment: Mapping[str, str]) -> Path | None:
    """The path of Fashion-MNIST, which must exist, or None."""
    description = "a folder with Fashion-MNIST's four files, or the path of an .npz"
    return read_existing_path(environment, "PRUNELAB_FASHION_MNIST", description, Path.exists)


def mnist_url(environment: Mapping[str, str]) -> str:
    """The web address of the MNIST download."""
    return read_web_address(environment, "PRUNELAB_MNIST_URL", KERAS_MNIST_URL)


def fashion_mnist_url(environment: Mapping[str, str]) -> str:
    """The web address of the folder of the Fashion-MNIST download."""
    address = read_web_address(environment, "PRUNELAB_FASHION_MNIST_URL", KERAS_FASHION_URL)
    return address.rstrip("/")


def make_data_dir(settings: Settings) -> None:
    """Create the data directory, and check that files can be written there.

    Raises:
        SettingsError: If the directory cannot be created or is read-only.
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
