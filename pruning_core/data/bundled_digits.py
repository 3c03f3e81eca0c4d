"""Reads the digits that come with the lab. Contains the code with which an exported script loads them."""

from pathlib import Path

import numpy as np

from pruning_core.data.dataset import Dataset, ScriptPart
from pruning_core.data.npz import ArrayFacts, read_npz
from pruning_core.data.paths import BUNDLED_ONLY, DatasetPaths

FILE = Path(__file__).with_name("digits") / "digits.npz"
TRAINING_EXAMPLES = 1437
ARRAYS = {
    "images": ArrayFacts(
        shape=(1797, 8, 8),
        sha256="8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
    ),
    "labels": ArrayFacts(
        shape=(1797,),
        sha256="8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
    ),
}
SCRIPT = ScriptPart(
    imports=("from sklearn.datasets import load_digits",),
    packages=("scikit-learn",),
    code=f'''\
def load_data():
    """scikit-learn's digits in MNIST's form: each pixel becomes 3 x 3 pixels, with a border of 2."""
    digits = load_digits()
    bytes_of_16 = digits.images.astype(np.uint16) * 255 // 16
    enlarged = bytes_of_16.repeat(3, axis=1).repeat(3, axis=2)
    images = np.pad(enlarged, ((0, 0), (2, 2), (2, 2)))
    first = {TRAINING_EXAMPLES}
    return (
        prepared(images[:first], digits.target[:first]),
        prepared(images[first:], digits.target[first:]),
    )
''',
)


def locate(_paths: DatasetPaths) -> Path:
    """The path of the digits, which always exists."""
    return FILE


def load(_paths: DatasetPaths = BUNDLED_ONLY) -> Dataset:
    """The bundled digits in MNIST's form: 28 x 28 pixels from 0 to 255.

    Each of the 8 x 8 pixels becomes 3 x 3 equal pixels, and a border of 2 is added. The first examples
    of the file are for training, and the last examples for testing. They are not shuffled, as in
    scikit-learn's example.
    """
    arrays = read_npz(FILE, ARRAYS)
    small_images = (arrays["images"].astype(np.uint16) * 255 // 16).astype(np.uint8)
    enlarged_images = small_images.repeat(3, axis=1).repeat(3, axis=2)
    images = np.pad(enlarged_images, ((0, 0), (2, 2), (2, 2)))
    images.flags.writeable = False
    return Dataset(
        name="digits",
        x_train=images[:TRAINING_EXAMPLES],
        y_train=arrays["labels"][:TRAINING_EXAMPLES],
        x_test=images[TRAINING_EXAMPLES:],
        y_test=arrays["labels"][TRAINING_EXAMPLES:],
        source="the digits that come with the lab, from scikit-learn's load_digits",
    )
