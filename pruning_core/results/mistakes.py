"""The mistakes of a network: counts by class, and the test images that it gets wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.datasets import load_dataset
from pruning_core.data.facts import DATASETS
from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths
from pruning_core.errors import ResultsError
from pruning_core.results.model_results import ModelResults
from pruning_core.results.results import Results
from pruning_core.texts import gettext, gettext_noop, grouped


@dataclass(frozen=True, kw_only=True, slots=True)
class Confusion:
    """The counts of a network's answers by class.

    Attributes:
        classes: The names of the classes.
        counts: int64 (classes, classes): row = class, column = answer.
        caption: What rows and columns are, and how many answers are right.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.int64]
    caption: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """A test image that a network gets wrong.

    Attributes:
        image: uint8 (rows, columns), 0 is background.
        words: The class, and the network's answer.
    """

    image: NDArray[np.uint8]
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistakes:
    """The test images that a network gets wrong, and its dense baseline right, where there is one.

    Attributes:
        count: The number of mistakes.
        sentence: The same in a sentence.
        first: The first of them, as many as were asked for.
    """

    count: int
    sentence: str
    first: tuple[Mistake, ...]


def confusion(results: ModelResults, dataset: str) -> Confusion:
    """The counts of a network's answers to the test images of a data set."""
    counts = np.array(results.confusion, np.int64)
    return Confusion(
        classes=DATASETS[dataset].classes,
        counts=counts,
        caption=gettext(
            "Rows: what it is. Columns: what the network takes it for. Test images: {images}, "
            "right: {right}.",
            images=grouped(int(counts.sum())),
            right=grouped(int(np.trace(counts))),
        ),
    )


def mistakes(
    name: str,
    results: Results,
    dense: Results | None,
    *,
    most: int,
    paths: DatasetPaths = BUNDLED_ONLY,
) -> Mistakes:
    """The mistakes of a network.

    Args:
        name: The data set.
        results: Of the network.
        dense: Of its dense baseline, where there is one.
        most: The number of images to return at most.
        paths: Where the data sets are.

    Raises:
        DatasetError: When the data set is not on this machine.
        ResultsError: When the answers are to other test images.
    """
    dataset = load_dataset(name, paths)
    labels, answers = dataset.y_test, results.predicted_classes
    if answers.size != labels.size:
        raise ResultsError(gettext("the test set has changed since"))
    is_wrong = answers != labels
    sentence = gettext_noop("{wrong} of {images} test images that this network gets wrong.")
    if dense is not None and dense.predicted_classes.size == labels.size:
        is_wrong &= dense.predicted_classes == labels
        sentence = gettext_noop(
            "{wrong} of {images} test images that this network gets wrong, and that the dense network "
            "of the same seed gets right."
        )
    indices = np.flatnonzero(is_wrong)
    return Mistakes(
        count=indices.size,
        sentence=gettext(sentence, wrong=grouped(indices.size), images=grouped(labels.size)),
        first=tuple(
            Mistake(
                image=dataset.x_test[index],
                words=in_class_names(name, labels[index], answers[index]),
            )
            for index in indices[:most].tolist()
        ),
    )


def in_class_names(dataset: str, label: int, answer: int) -> str:
    """One mistake in words.

    >>> in_class_names("fashion_mnist", 6, 0)
    'Shirt taken for T-shirt'
    """
    names = DATASETS[dataset].classes
    return gettext("{label} taken for {answer}", label=names[label], answer=names[answer])
