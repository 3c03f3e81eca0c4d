"""Reads single values of a Keras config. Configs come from files that anybody may have written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pruning_core.checks import quoted
from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import MAX_DIMENSIONS, MAX_KERNEL_WEIGHTS
from pruning_core.texts import gettext

InputShape = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerConfig:
    """The config of one layer.

    Attributes:
        name: The name of the layer in the table, for messages.
        values: The values of `get_config()`.
        shape: The input shape, the batch first; None if the file does not contain it.
        shapes: The input shapes by the names of the arguments, if the layer has several inputs.
    """

    name: str
    values: Mapping[str, Any]
    shape: InputShape | None = None
    shapes: Mapping[str, InputShape | None]

    def whole(self, field: str, default: int | None = None) -> int:
        """A whole number of at least 1.

        Raises:
            LayerTableError: If the config has another value there.
        """
        value = self.values.get(field, default)
        if type(value) is not int or not 1 <= value <= MAX_KERNEL_WEIGHTS:
            raise self.invalid(field, value)
        return value

    def sizes(self, field: str) -> tuple[int, ...]:
        """Whole numbers of at least 1, for example the size of a window.

        Raises:
            LayerTableError: If the config has another value there.
        """
        value = read_shape(self.values.get(field))
        if value is None or not all(size is not None and size >= 1 for size in value):
            raise self.invalid(field, self.values.get(field))
        return tuple(size for size in value if size is not None)

    def channels(self) -> int:
        """The number of channels before the layer.

        Raises:
            LayerTableError: If the file does not contain the input shape.
        """
        is_first = self.values.get("data_format") == "channels_first"
        return self.axis(1 if is_first else -1)

    def axis(self, index: int, argument: str = "") -> int:
        """The size of one axis of the input, or of one of several inputs.

        Raises:
            LayerTableError: If the file does not contain the size.
        """
        shape = self.shapes.get(argument, self.shape)
        size = shape[index] if shape and -len(shape) <= index < len(shape) else None
        if size is None or size < 1:
            raise LayerTableError(
                self.name,
                gettext(
                    "the file does not hold the input shape of {layer}: save the whole model as .h5, "
                    "or paste the shapes of its kernels",
                    layer=self.name,
                ),
            )
        return size

    def invalid(self, field: str, value: object) -> LayerTableError:
        """The error for a value that no layer can have."""
        return LayerTableError(
            self.name,
            gettext(
                "the config of {layer} is damaged: {field} is {value}. Save the model again, or "
                "paste the shapes of its kernels",
                layer=self.name,
                field=field,
                value=quoted(value),
            ),
        )


def read_shape(value: object) -> InputShape | None:
    """A shape in a config: a list of whole numbers and None, or one whole number. None if it is not a shape.

    >>> read_shape([None, 28, 28, 1]), read_shape(3), read_shape([[None, 4], [None, 5]]), read_shape("x")
    ((None, 28, 28, 1), (3,), (None, 4), None)
    """
    if type(value) is int:
        return (value,)
    if isinstance(
        value, Mapping
    ):  # some versions of Keras write {"class_name": "TensorShape", "items": [...]}
        value = value.get("items")
    if not isinstance(value, list) or not 0 < len(value) <= MAX_DIMENSIONS:
        return None
    if isinstance(value[0], list):
        return read_shape(value[0])
    if not all(size is None or type(size) is int for size in value):
        return None
    return tuple(value)
