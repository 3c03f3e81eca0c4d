"""The row of a data set: its facts, and the functions that find and load it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.paths import DatasetPaths
from pruning_core.texts import gettext_noop

N_CLASSES = 10
"""Number of classes of each data set, and of outputs of each network."""
DIGITS = tuple(map(str, range(N_CLASSES)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """A data set in memory; its arrays are read-only.

    Attributes:
        name: A name from `DATASETS`.
        x_train: Images to train on, uint8 (n, 28, 28). 0 is the background.
        y_train: Their classes, 0 to 9, uint8 (n,).
        x_test: Images to test on, uint8 (m, 28, 28).
        y_test: Their classes, uint8 (m,).
        source: A description of the origin of this copy.
    """

    name: str
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The download of a data set: its addresses, and the folder for its files.

    Attributes:
        title: The name of the data set.
        address: Its web address, for messages.
        files: The address of each file, by the name of the file in the folder.
        folder: The folder for the files, in Keras's cache.
        path: The path of the data set after the download.
        check: Raises DatasetError if a file in a folder has unexpected contents.
        variable: The environment variable with the path of a copy. The same name with `_URL` has the
            address for the download.
        mirror_description: A description of the address in the variable with `_URL`.
        copy_description: A description of a copy.
    """

    title: str
    address: str
    files: Mapping[str, str]
    folder: Path
    path: Path
    check: Callable[[Path], object]
    variable: str
    mirror_description: str
    copy_description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ScriptPart:
    """The part of an exported script that loads a data set.

    Attributes:
        code: A function `load_data` that returns the training and the test examples, each as
            `prepared(images, labels)`.
        imports: The import statements that it needs.
        packages: The packages that only this script needs. Every version of them has the same data.
    """

    code: str
    imports: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """The conversion of a visitor's drawing into an image like the images of a data set. Pass the texts to `gettext`.

    Attributes:
        title: The heading of the drawing.
        prompt: The instruction for the visitor.
        box: Length of the drawing's longest edge after scaling, in pixels.
        by_mass: Whether the centre of mass of the drawing is moved to the middle of the image. If false, the
            centre of the bounding box is moved there.
        cell: Side of the squares of one grey level, in pixels.
        note: A sentence about this conversion, for visitors.
    """

    title: str = gettext_noop("Draw for the network")
    prompt: str = gettext_noop("Draw an image of one of the classes, in white.")
    box: int = 28
    by_mass: bool = False
    cell: int = 1
    note: str = gettext_noop(
        "The longest edge of your drawing is scaled to 28 pixels, and the drawing is moved to the middle."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetFacts:
    """Facts about a data set that do not need its file.

    Attributes:
        title: The name that visitors see, in English; pass it to `gettext` where it is shown.
        classes: The names of its classes, in their order.
        training_examples: Number of training examples.
        test_examples: Number of test examples.
        attribution: The people who made it.
        licence: The licence for its use.
        licence_url: The address of the licence.
        short_batch_size: The batch size of a training that takes less than a minute.
        short_epochs: The number of epochs of this training.
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


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetRow(DatasetFacts):
    """One row of the registry `facts.DATASETS`.

    Attributes:
        locate: Returns the path of the data set without loading it, or None if it does not exist.
        load: Loads and checks it. Raises DatasetError if it is missing or damaged.
        script: The code with which an exported script loads it.
        drawing: The conversion of drawings into images like those of the data set.
        origin: Returns its download; None if it cannot be downloaded.
        download_megabytes: The size of the download, rounded.
    """

    locate: Callable[[DatasetPaths], Path | None]
    load: Callable[[DatasetPaths], Dataset]
    script: ScriptPart
    drawing: Drawing = Drawing()
    origin: Callable[[Mapping[str, str]], Origin] | None = None
    download_megabytes: int = 0
