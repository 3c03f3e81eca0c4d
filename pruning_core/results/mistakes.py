"""The mistakes of a network: numbers by class, and the misclassified test images."""

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
    """The numbers of test images by class and predicted class.

    Attributes:
        classes: The names of the classes.
        counts: int64 (classes, classes): row = class, column = predicted class.
        caption: The meaning of rows and columns, and the number of correct predictions.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.int64]
    caption: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """A test image that a network misclassifies.

    Attributes:
        image: uint8 (rows, columns), 0 is background.
        description: The class and the predicted class, as text.
    """

    image: NDArray[np.uint8]
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistakes:
    """The test images that a network misclassifies. With a dense baseline: only images that it classifies correctly.

    Attributes:
        count: The number of mistakes.
        sentence: The same number in a sentence.
        first: The first mistakes. `mistakes` limits their number.
    """

    count: int
    sentence: str
    first: tuple[Mistake, ...]


def confusion(results: ModelResults, dataset: str) -> Confusion:
    """The numbers of test images of a data set by class and predicted class."""
    counts = np.array(results.confusion, np.int64)
    return Confusion(
        classes=DATASETS[dataset].classes,
        counts=counts,
        caption=gettext(
            "Rows: the true class. Columns: the answer of the network. Test images: {images}. Right "
            "answers: {right}.",
            images=grouped(int(counts.sum())),
            right=grouped(int(np.trace(counts))),
        ),
    )


def mistakes(
    name: str,
    results: Results,
    dense: Results | None,
    *,
    limit: int,
    paths: DatasetPaths = BUNDLED_ONLY,
) -> Mistakes:
    """The mistakes of a network.

    Args:
        name: The data set.
        results: The results of the network.
        dense: The results of its dense baseline, or None.
        limit: The maximum number of images to return.
        paths: The paths of the data sets.

    Raises:
        DatasetError: If the data set is not on this machine.
        ResultsError: If the predictions belong to other test images.
    """
    dataset = load_dataset(name, paths)
    labels, answers = dataset.y_test, results.predicted_classes
    if answers.size != labels.size:
        raise ResultsError(gettext("the test set has changed since the run"))
    is_wrong = answers != labels
    sentence = gettext_noop("This network gets {wrong} of {images} test images wrong.")
    if dense is not None and dense.predicted_classes.size == labels.size:
        is_wrong &= dense.predicted_classes == labels
        sentence = gettext_noop(
            "This network gets {wrong} of {images} test images wrong that the dense network with the "
            "same seed gets right."
        )
    indices = np.flatnonzero(is_wrong)
    return Mistakes(
        count=indices.size,
        sentence=gettext(sentence, wrong=grouped(indices.size), images=grouped(labels.size)),
        first=tuple(
            Mistake(
                image=dataset.x_test[index],
                description=describe_mistake(name, labels[index], answers[index]),
            )
            for index in indices[:limit].tolist()
        ),
    )


def describe_mistake(dataset: str, label: int, answer: int) -> str:
    """The text of one mistake.

    >>> describe_mistake("fashion_mnist", 6, 0)
    'Shirt classified as T-shirt'
    """
    names = DATASETS[dataset].classes
    return gettext("{label} classified as {answer}", label=names[label], answer=names[answer])
