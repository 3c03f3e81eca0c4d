"""The download addresses of the data sets, and the checks of the downloaded files."""

from collections.abc import Mapping

from pruning_core.data.dataset import Origin
from pruning_core.data.fashion_mnist import FILES, IdxFile, read_fashion_mnist
from pruning_core.data.mnist import load_mnist
from pruning_core.data.paths import keras_cache_path, keras_fashion_path
from pruning_core.settings import fashion_mnist_url, mnist_url


def mnist(environment: Mapping[str, str]) -> Origin:
    """The download of MNIST, as in `keras.datasets.mnist`.

    Raises:
        SettingsError: If `PRUNELAB_MNIST_URL` is not a web address.
    """
    address, path = mnist_url(environment), keras_cache_path(environment)
    return Origin(
        title="MNIST",
        address=address,
        files={path.name: address},
        folder=path.parent,
        path=path,
        check=lambda folder: load_mnist(folder / path.name),
        variable="PRUNELAB_MNIST",
        mirror_description="the address of a complete mnist.npz",
        copy_description="an mnist.npz that you have",
    )


def fashion_mnist(environment: Mapping[str, str], files: Mapping[str, IdxFile] = FILES) -> Origin:
    """The download of Fashion-MNIST, as in `keras.datasets.fashion_mnist`.

    Raises:
        SettingsError: If `PRUNELAB_FASHION_MNIST_URL` is not a web address.
    """
    address, folder = fashion_mnist_url(environment), keras_fashion_path(environment)
    return Origin(
        title="Fashion-MNIST",
        address=address,
        files={file.name: f"{address}/{file.name}" for file in files.values()},
        folder=folder,
        path=folder,
        check=lambda directory: read_fashion_mnist(directory, files),
        variable="PRUNELAB_FASHION_MNIST",
        mirror_description="the address of a folder with its four files",
        copy_description="a folder with its four files that you have",
    )
