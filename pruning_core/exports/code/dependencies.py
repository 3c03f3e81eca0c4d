"""The packages that an export needs. The versions are those of this installation of the lab."""

from importlib.metadata import version

from pruning_core.data.facts import DATASETS

PYTHON = ">=3.11,<3.14"
TRAINING = ("numpy", "setuptools", "tensorflow", "tensorflow-model-optimization", "tf-keras")
"""The packages that a training imports, and setuptools. tfmot imports distutils, which Python 3.12 does not have."""
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
