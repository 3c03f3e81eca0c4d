"""The registry of data sets: one row for each data set."""

from pruning_core.checks import quoted
from pruning_core.data import bundled_digits, mnist
from pruning_core.data import fashion_mnist as fashion
from pruning_core.data.dataset import DIGITS, DatasetRow, Drawing
from pruning_core.data.download import origins
from pruning_core.errors import DatasetError
from pruning_core.texts import gettext, gettext_noop

CLOTHES = (
    "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot",
)  # fmt: skip
"""Source: github.com/zalandoresearch/fashion-mnist, README, Labels. The first and the last name are shortened."""


class Registry(dict[str, DatasetRow]):
    """Rows by name. An unknown name is an error that lists the names."""

    def __missing__(self, name: str) -> DatasetRow:
        """Refuse a name that has no row."""
        raise DatasetError(
            gettext(
                "dataset must be one of {names}, got {name}",
                names=", ".join(self),
                name=quoted(name),
            )
        )


DATASETS = Registry(
    mnist=DatasetRow(
        title="MNIST",
        classes=DIGITS,
        training_examples=60_000,
        test_examples=10_000,
        attribution="The MNIST database of handwritten digits, by Y. LeCun, C. Cortes "
        "and C. J. C. Burges",
        licence="CC BY-SA 3.0",
        licence_url="https://creativecommons.org/licenses/by-sa/3.0/",
        locate=mnist.locate,
        load=mnist.load,
        script=mnist.SCRIPT,
        origin=origins.mnist,
        download_megabytes=11,
        drawing=Drawing(
            title=gettext_noop("Draw a digit"),
            prompt=gettext_noop("Draw a digit from 0 to 9."),
            box=20,
            by_mass=True,
            note=gettext_noop(
                "As in MNIST, your drawing is scaled to 20 × 20 pixels, and its centre of mass is "
                "moved to the middle of 28 × 28."
            ),
        ),
    ),
    fashion_mnist=DatasetRow(
        title="Fashion-MNIST",
        classes=CLOTHES,
        training_examples=60_000,
        test_examples=10_000,
        attribution="Fashion-MNIST, by H. Xiao, K. Rasul and R. Vollgraf, Zalando SE",
        licence="MIT",
        licence_url="https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
        locate=fashion.locate,
        load=fashion.load,
        script=fashion.SCRIPT,
        origin=origins.fashion_mnist,
        download_megabytes=31,
        drawing=Drawing(
            prompt=gettext_noop("Draw a piece of clothing, filled with white."),
            note=gettext_noop(
                "As in Fashion-MNIST, the longest edge of your drawing is scaled to 28 pixels, and "
                "the drawing is moved to the middle of 28 × 28."
            ),
        ),
    ),
    digits=DatasetRow(
        title=gettext_noop("Bundled digits"),
        classes=DIGITS,
        training_examples=bundled_digits.TRAINING_EXAMPLES,
        test_examples=360,
        attribution="Optical Recognition of Handwritten Digits, by E. Alpaydin and C. Kaynak, "
        "UCI Machine Learning Repository, from scikit-learn's load_digits",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        short_batch_size=32,
        short_epochs=10,
        locate=bundled_digits.locate,
        load=bundled_digits.load,
        script=bundled_digits.SCRIPT,
        drawing=Drawing(
            title=gettext_noop("Draw a digit"),
            prompt=gettext_noop("Draw a digit from 0 to 9."),
            box=24,
            cell=3,
            note=gettext_noop(
                "As in the bundled digits, your drawing is scaled and centred in 8 × 8 pixels. Then each "
                "pixel is enlarged to 3 × 3."
            ),
        ),
    ),
)
"""Each data set by the name that configs, links and the command line use.

To add a data set in an .npz file, add the file and a line `NAME=npz_dataset("NAME", DatasetFacts(...))`.
"""
