"""What the classes of a data set are called: digits, or pieces of clothing."""

from pruning_core.runs.results import CLASSES

CLOTHES = (
    "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot",
)  # fmt: skip
"""Source: github.com/zalandoresearch/fashion-mnist, README, Labels; the first and last shortened."""
NAMES = {"fashion_mnist": CLOTHES}
DIGITS = tuple(map(str, range(CLASSES)))


def class_names(dataset: str) -> tuple[str, ...]:
    """The names of a data set's classes, in their order.

    >>> class_names("mnist")[3], class_names("fashion_mnist")[3]
    ('3', 'Dress')
    """
    return NAMES.get(dataset, DIGITS)
