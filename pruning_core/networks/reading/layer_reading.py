"""LayerReading: the layers that a text or a file describes, and notes about them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pruning_core.networks.layer import Layer
from pruning_core.networks.tfmot_rules import KNOWN_KINDS


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerReading:
    """The result of reading a text or a file.

    Attributes:
        layers: The layers, in the order of the source.
        notes: Sentences about input that was ignored or assumed for the whole source.
    """

    layers: tuple[Layer, ...]
    notes: tuple[str, ...] = ()


class KerasNames:
    """Names for layers without a name, as Keras makes them: `dense`, `dense_1`, ...

    >>> names = KerasNames(["dense"])
    >>> names.next("Dense"), names.next("Conv2D"), names.next("Conv2D")
    ('dense_1', 'conv2d', 'conv2d_1')
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._taken = set(names)
        self._counts = Counter[str]()

    def next(self, kind: str) -> str:
        """A name that no other layer has."""
        base = snake_name(kind) or "layer"
        while True:
            count = self._counts[base]
            self._counts[base] += 1
            name = f"{base}_{count}" if count else base
            if name not in self._taken:
                self._taken.add(name)
                return name


def snake_name(kind: str) -> str:
    """The name that Keras gives to the first layer of a class.

    >>> snake_name("Conv2DTranspose"), snake_name("SimpleRNN"), snake_name("MaxPooling2D")
    ('conv2d_transpose', 'simple_rnn', 'max_pooling2d')
    """
    with_words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", kind))
    return re.sub("([a-z])([A-Z])", r"\1_\2", with_words).lower()


KIND_BY_SNAKE_NAME = {snake_name(kind): kind for kind in KNOWN_KINDS.values()}


def kind_of_default_name(name: str) -> str:
    """The Keras class of a layer with a name that Keras gave, or an empty text.

    >>> kind_of_default_name("conv2d_12"), kind_of_default_name("stem")
    ('Conv2D', '')
    """
    return KIND_BY_SNAKE_NAME.get(re.sub(r"_\d+$", "", name), "")
