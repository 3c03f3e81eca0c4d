"""Where data sets are downloaded from, and what must arrive."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pruning_core.data.datasets import load_mnist
from pruning_core.data.fashion_mnist import FILES, IdxFile, read_fashion_mnist
from pruning_core.data.paths import keras_cache_path, keras_fashion_path
from pruning_core.settings import fashion_mnist_url, mnist_url


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a data set comes from, and where it goes.

    Attributes:
        title: What it is called.
        address: Where it comes from, for people to read.
        files: The address of each file, by the name that it gets.
        folder: Where the files are kept: Keras's cache.
        path: Where the data set is then found.
        check: Raises DatasetError unless the files in a folder are the right ones.
        variable: The environment variable that names a copy; with `_URL`, where to download it.
        mirror: What that address must be the address of.
        own_copy: What a copy consists of.
    """

    title: str
    address: str
    files: Mapping[str, str]
    folder: Path
    path: Path
    check: Callable[[Path], object]
    variable: str
    mirror: str
    own_copy: str


def mnist(environment: Mapping[str, str]) -> Origin:
    """MNIST, as `keras.datasets.mnist` downloads it.

    Raises:
        SettingsError: When `PRUNELAB_MNIST_URL` is not a web address.
    """
    address, path = mnist_url(environment), keras_cache_path()
    return Origin(
        title="MNIST",
        address=address,
        files={path.name: address},
        folder=path.parent,
        path=path,
        check=lambda folder: load_mnist(folder / path.name),
        variable="PRUNELAB_MNIST",
        mirror="the address of a complete mnist.npz",
        own_copy="an mnist.npz that you have",
    )


def fashion_mnist(environment: Mapping[str, str], files: Mapping[str, IdxFile] = FILES) -> Origin:
    """Fashion-MNIST, as `keras.datasets.fashion_mnist` downloads it.

    Raises:
        SettingsError: When `PRUNELAB_FASHION_MNIST_URL` is not a web address.
    """
    address, folder = fashion_mnist_url(environment), keras_fashion_path()
    return Origin(
        title="Fashion-MNIST",
        address=address,
        files={file.name: f"{address}/{file.name}" for file in files.values()},
        folder=folder,
        path=folder,
        check=lambda directory: read_fashion_mnist(directory, files),
        variable="PRUNELAB_FASHION_MNIST",
        mirror="the address of a folder with its four files",
        own_copy="a folder with its four files that you have",
    )


ORIGINS: dict[str, Callable[[Mapping[str, str]], Origin]] = {
    "mnist": mnist,
    "fashion_mnist": fashion_mnist,
}
"""The data sets that can be downloaded; the environment may name another address."""
