"""What the lab knows of a data set: one row holds everything, so that nothing can be forgotten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pruning_core.data.paths import DatasetPaths
from pruning_core.texts import gettext_noop

N_CLASSES = 10
"""How many classes each data set has; a network has as many outputs."""
DIGITS = tuple(map(str, range(N_CLASSES)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """A data set in memory; its arrays are read-only.

    Attributes:
        name: A name from `DATASETS`.
        x_train: Images to train on, uint8 (n, 28, 28), 0 is background.
        y_train: Their classes, 0 to 9, uint8 (n,).
        x_test: Images to test on, uint8 (m, 28, 28).
        y_test: Their classes, uint8 (m,).
        source: Where this copy came from, for people to read.
    """

    name: str
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a data set is downloaded from, and where it is kept.

    Attributes:
        title: What it is called.
        address: Where it comes from, for people to read.
        files: The address of each file, by the name that it gets.
        folder: Where the files are kept: Keras's cache.
        path: Where the data set is found afterwards.
        check: Raises DatasetError unless the files in a folder are the right ones.
        variable: The environment variable that names a copy; with `_URL`, where to download it.
        mirror: What that address must be the address of.
        own_copy: What a copy consists of.
    """

    title: str
    address: str
    files: Mapping[str, str]
    folder: Path
    path: Path
    check: Callable[[Path], object]
    variable: str
    mirror: str
    own_copy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ScriptPart:
    """The part of an exported script that loads a data set.

    Attributes:
        code: A function `load_data` that returns the training and the test examples, each as
            `prepared(images, labels)`.
        imports: The import statements that it needs.
        packages: The packages that it needs beside those of every script. Every version of them has
            the same data.
    """

    code: str
    imports: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """How a visitor's drawing is made like the images of a data set; pass its texts to `gettext`.

    Attributes:
        title: What the visitor does.
        prompt: What to draw.
        box: Pixels that the longest edge of the drawing gets.
        by_mass: Whether its centre of mass is put in the middle; else the centre of its box.
        cell: Pixels of the side of a square that has one grey.
        note: The same as a sentence.
    """

    title: str = gettext_noop("Draw for the network")
    prompt: str = gettext_noop("Draw an image of one of the classes, in white.")
    box: int = 28
    by_mass: bool = False
    cell: int = 1
    note: str = gettext_noop(
        "The longest edge of your drawing is scaled to 28 pixels, and the drawing is put in the middle."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DatasetFacts:
    """What is known of a data set without loading it.

    Attributes:
        title: The name that visitors see, in English; pass it to `gettext` where it is shown.
        classes: What its classes are called, in their order.
        training_examples: How many examples it has to train on.
        test_examples: How many it has to test on.
        attribution: Who made it.
        licence: The licence for its use.
        licence_url: The address of the licence.
        short_batch_size: The batch size of a training of under a minute.
        short_epochs: The epochs of such a training.
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
        locate: The path of the data set, found without loading it; None if it is not
            there.
        load: Loads and checks it. Raises DatasetError if it is not there or is damaged.
        script: How an exported script loads it.
        drawing: How drawings are made like its images.
        origin: Where it is downloaded from, by the environment; None if it cannot be downloaded.
        download_megabytes: The size of the download, rounded.
    """

    locate: Callable[[DatasetPaths], Path | None]
    load: Callable[[DatasetPaths], Dataset]
    script: ScriptPart
    drawing: Drawing = Drawing()
    origin: Callable[[Mapping[str, str]], Origin] | None = None
    download_megabytes: int = 0
