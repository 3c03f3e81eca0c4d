"""The packages that an export needs, in the versions that the lab itself uses."""

from importlib.metadata import version

from pruning_core.data.facts import DATASETS

PYTHON = ">=3.11,<3.14"
TRAINING = ("numpy", "setuptools", "tensorflow", "tensorflow-model-optimization", "tf-keras")
"""What a training imports, and setuptools: tfmot imports distutils, which Python 3.12 no longer has."""
PLOTTING = ("plotly",)


def requirements(dataset: str, *, plotting: bool = False) -> list[str]:
    """The packages to install for a training, as arguments of pip.

    >>> requirements("mnist")[-1] == f"tf-keras=={version('tf-keras')}"
    True
    """
    packages = sorted(TRAINING + (PLOTTING if plotting else ()))
    return [f"{package}=={version(package)}" for package in packages] + [
        *DATASETS[dataset].script.packages
    ]
