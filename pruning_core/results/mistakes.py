"""Which test images a network gets wrong: those of a pruned one are compared with the dense one's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.facts import DATASETS
from pruning_core.results.results import Results


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistakes:
    """The test images that a network gets wrong, and the dense one right, where there is one.

    Attributes:
        places: Where they are among the test images, int64 (mistakes,).
        in_words: How many they are, in a sentence.
    """

    places: NDArray[np.int64]
    in_words: str


def mistakes(results: Results, dense: Results | None, labels: NDArray[np.uint8]) -> Mistakes:
    """The mistakes of a network.

    Args:
        results: Of the network; its answers are to these test images.
        dense: Of its dense baseline, if there is one.
        labels: What the test images are, uint8 (test images,).
    """
    wrong = results.said != labels
    what = "wrong"
    if dense is not None and dense.said.size == labels.size:
        wrong &= dense.said == labels
        what = "wrong, and that the dense network of the same seed gets right"
    places = np.flatnonzero(wrong)
    return Mistakes(
        places=places,
        in_words=f"{places.size:,} of {labels.size:,} test images that this network gets {what}.",
    )


def mistaken(dataset: str, label: int, said: int) -> str:
    """One mistake in words.

    >>> mistaken("fashion_mnist", 6, 0)
    'Shirt taken for T-shirt'
    """
    names = DATASETS[dataset].classes
    return f"{names[label]} taken for {names[said]}"
