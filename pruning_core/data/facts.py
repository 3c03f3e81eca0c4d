"""What is known of the data sets without loading them: their classes, sizes, owners and hashes."""

from dataclasses import dataclass

from pruning_core.data.npz import ArrayFacts

N_CLASSES = 10
"""How many classes each data set has; a network has as many outputs."""
DIGITS = tuple(map(str, range(N_CLASSES)))
CLOTHES = (
    "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot",
)  # fmt: skip
"""Source: github.com/zalandoresearch/fashion-mnist, README, Labels; the first and last shortened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetFacts:
    """What is known of a data set without loading it.

    Attributes:
        title: Its name, for people to read.
        classes: What its classes are called, in their order.
        training_examples: How many examples it has to train on.
        test_examples: How many it has to test on.
        attribution: Whose it is.
        licence: What it may be used under.
        licence_url: Where that is to be read.
        short_batch_size: The batch size of a training of under a minute.
        short_epochs: Its epochs.
    """

    title: str
    classes: tuple[str, ...]
    training_examples: int
    test_examples: int
    attribution: str
    licence: str
    licence_url: str
    short_batch_size: int = 250
    short_epochs: int = 2


DATASETS: dict[str, DatasetFacts] = {
    "mnist": DatasetFacts(
        title="MNIST",
        classes=DIGITS,
        training_examples=60_000,
        test_examples=10_000,
        attribution="The MNIST database of handwritten digits, by Y. LeCun, C. Cortes "
        "and C. J. C. Burges",
        licence="CC BY-SA 3.0",
        licence_url="https://creativecommons.org/licenses/by-sa/3.0/",
    ),
    "fashion_mnist": DatasetFacts(
        title="Fashion-MNIST",
        classes=CLOTHES,
        training_examples=60_000,
        test_examples=10_000,
        attribution="Fashion-MNIST, by H. Xiao, K. Rasul and R. Vollgraf, Zalando SE",
        licence="MIT",
        licence_url="https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
    ),
    "digits": DatasetFacts(
        title="Bundled digits",
        classes=DIGITS,
        training_examples=1437,
        test_examples=360,
        attribution="Optical Recognition of Handwritten Digits, by E. Alpaydin and C. Kaynak, "
        "UCI Machine Learning Repository, from scikit-learn's load_digits",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        short_batch_size=32,
        short_epochs=10,
    ),
}
MNIST_ARRAYS = {
    "x_train": ArrayFacts(
        shape=(60_000, 28, 28),
        sha256="741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    ),
    "y_train": ArrayFacts(
        shape=(60_000,),
        sha256="1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    ),
    "x_test": ArrayFacts(
        shape=(10_000, 28, 28),
        sha256="6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    ),
    "y_test": ArrayFacts(
        shape=(10_000,),
        sha256="ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    ),
}
DIGITS_ARRAYS = {
    "images": ArrayFacts(
        shape=(1797, 8, 8),
        sha256="8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
    ),
    "labels": ArrayFacts(
        shape=(1797,),
        sha256="8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
    ),
}
