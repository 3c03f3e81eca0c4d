"""LayerTable: the layers of any network, their kept weights, and distributions of a global sparsity."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Annotated

from pruning_core.checks import check_whole, quoted, store_checked
from pruning_core.errors import FieldError, LayerTableError, PlanError
from pruning_core.json_checks import (
    json_fields,
    list_of,
    object_of,
    parse_json_object,
    read_dataclass,
    text,
)
from pruning_core.networks.erk import erk_densities
from pruning_core.networks.layer import MAX_NOTE_CHARACTERS, Layer
from pruning_core.networks.layer_masks import (
    Schedules,
    kept_after,
    kept_at_update,
    schedule_of,
    sizes_after,
)
from pruning_core.networks.reading.model.contents import ModelContents
from pruning_core.networks.reading.model.model_file import read_file
from pruning_core.networks.reading.model.model_layers import read_contents
from pruning_core.networks.reading.pasted_text import read_text
from pruning_core.networks.sizes import KernelSizes
from pruning_core.networks.tfmot_rules import Treatment
from pruning_core.schedules import Schedule
from pruning_core.schedules.window import check_sparsity
from pruning_core.texts import gettext

MAX_LAYERS = 10_000
SAVED_TABLE = re.compile(
    r'\s*\{\s*"(?:layers"\s*:\s*\[\s*\{|title"\s*:\s*"(?:[^"\\]|\\.)*+"\s*,\s*"table"\s*:)'
)
"""The start of `LayerTable.to_json`, and of a network that the explorer has saved with its title."""
MAX_NOTES = 20
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class LayerTable:
    r"""The layers of a network.

    A mask keeps k weights (`kept_weights`), or a few more if magnitudes tie with the threshold.

    Attributes:
        layers: The layers in the order of the model. Their names differ.
        notes: Sentences about input that was ignored or assumed when the table was read.

    Raises:
        LayerTableError: If there are no layers or too many, or if two layers have the same name.

    >>> table = LayerTable.read("fc1: 784x300\nfc2: 300x100")
    >>> {name: round(sparsity, 3) for name, sparsity in table.erk(0.9).items()}
    {'fc1': 0.918, 'fc2': 0.762}
    """

    layers: Annotated[tuple[Layer, ...], list_of(object_of(Layer), MAX_LAYERS)]
    notes: Annotated[tuple[str, ...], list_of(text(MAX_NOTE_CHARACTERS), MAX_NOTES)] = ()

    def __post_init__(self) -> None:
        store_checked(self, layers=tuple(self.layers), notes=tuple(self.notes))
        if not 0 < len(self.layers) <= MAX_LAYERS:
            raise LayerTableError(
                "layers",
                gettext(
                    "a network must have 1 to {most} layers, got {number}",
                    most=MAX_LAYERS,
                    number=len(self.layers),
                ),
            )
        seen_names = set[str]()
        for layer in self.layers:
            if layer.name in seen_names:
                raise LayerTableError(
                    layer.name,
                    gettext("two layers have the name {layer}: rename one", layer=layer.name),
                )
            seen_names.add(layer.name)

    @staticmethod
    def read(text: str) -> "LayerTable":
        """The table in a pasted text: typed shapes, CSV, `model.summary()`, `model.to_json()`, or a saved table.

        Lines such as `conv1: 3x3x64x128` beside a summary give the shapes that the summary does not contain.

        Raises:
            LayerTableError: If the text does not describe layers; the message names the line or the layer.
        """
        if SAVED_TABLE.match(text) is not None:
            return saved_table(text)
        reading = read_text(text)
        return LayerTable(reading.layers, reading.notes)

    @staticmethod
    def open(path: str | PathLike[str]) -> "LayerTable":
        """The table in a model file: `.keras`, `.h5` of a whole model or of its weights, `.weights.h5`.

        Only the config and the shapes are read. An `.h5` file needs h5py, which comes with TensorFlow.

        Raises:
            LayerTableError: If the file cannot be read, is damaged, or is not a model of Keras.
        """
        reading = read_file(Path(path))
        return LayerTable(reading.layers, reading.notes)

    @staticmethod
    def from_contents(contents: str) -> "LayerTable":
        """The table of a model file that a browser has read: the JSON form of `ModelContents`.

        Raises:
            LayerTableError: If the JSON is damaged, or does not describe a model of Keras.
        """
        try:
            model = read_dataclass(ModelContents, parse_json_object(contents))
        except FieldError as error:
            raise LayerTableError(error.field, str(error)) from None
        reading = read_contents(model)
        return LayerTable(reading.layers, reading.notes)

    @staticmethod
    def from_json(text: str) -> "LayerTable":
        """The table in a text from `to_json`.

        Raises:
            LayerTableError: If the text is damaged; the message names the field.
        """
        try:
            return read_dataclass(LayerTable, parse_json_object(text))
        except FieldError as error:
            raise LayerTableError(error.field, str(error)) from None

    def to_json(self) -> str:
        """The table as JSON. Default values are left out.

        >>> LayerTable.read("fc1: 784x300").to_json()
        '{"layers":[{"name":"fc1","kind":"Dense","kernels":[[784,300]]}]}'
        """
        return json.dumps(json_fields(self), separators=(",", ":"), ensure_ascii=False)

    @property
    def prunable(self) -> tuple[Layer, ...]:
        """The layers that are pruned."""
        return tuple(layer for layer in self.layers if layer.prunable)

    @property
    def refused(self) -> tuple[Layer, ...]:
        """The layers that tfmot refuses. If there is one, `prune_low_magnitude` refuses the whole model."""
        return tuple(layer for layer in self.layers if layer.treatment is Treatment.REFUSED)

    @property
    def n_weights(self) -> int:
        """Number of weights in all kernels that are pruned."""
        return sum(layer.n_weights for layer in self.prunable)

    def keep_dense(self, names: Collection[str]) -> "LayerTable":
        """The table in which the layers with these names are not pruned.

        Raises:
            LayerTableError: If no layer has one of the names.
        """
        self._check_names(names)
        layers = (
            replace(layer, prunable=False) if layer.name in names else layer
            for layer in self.layers
        )
        return LayerTable(tuple(layers), self.notes)

    def uniform(self, sparsity: float) -> dict[str, float]:
        """The same sparsity for each pruned layer.

        Raises:
            ScheduleError: If the sparsity is not in [0, 1).
        """
        number = check_sparsity("sparsity", sparsity)
        return {layer.name: number for layer in self.prunable}

    def erk(self, sparsity: float) -> dict[str, float]:
        """The sparsity of each pruned layer under ERK; see `erk_densities`. All layers together have `sparsity`.

        Raises:
            ScheduleError: If the sparsity is not in [0, 1).
        """
        density = 1 - check_sparsity("sparsity", sparsity)
        layers = self.prunable
        densities = erk_densities(layers, density)
        return {layer.name: 1 - d for layer, d in zip(layers, densities, strict=True)}

    def kept_weights(self, schedules: Schedules, step: int) -> dict[str, int]:
        """The number of weights that the masks of each pruned layer keep when they are updated at `step`.

        The number is the sum over the kernels of a layer.

        Args:
            schedules: One schedule, or the schedule of each layer by its name.
            step: A step, at least 0.

        Raises:
            LayerTableError: If a schedule belongs to no pruned layer.
            PlanError: If `step` is not a valid step.

        >>> from pruning_core import ConstantSparsity
        >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
        >>> LayerTable.read("lstm LSTM 3x16 4x16").kept_weights(half, 100)
        {'lstm': 56}
        """
        check_whole("step", step, least=0, error=PlanError)
        return {
            layer.name: sum(kept_at_update(layer, schedule, step))
            for layer, schedule in self._schedules(schedules)
            if layer.prunable
        }

    def kept_after(self, schedules: Schedules, step: int) -> dict[str, int]:
        """The number of weights that the masks of each pruned layer keep after `step`, since the last update."""
        return {
            layer.name: sum(kept_after(layer, schedule, step))
            for layer, schedule in self._schedules(schedules)
            if layer.prunable
        }

    def sizes_after(self, schedules: Schedules, step: int) -> dict[str, KernelSizes]:
        """The kept weights and the bytes of each layer with kernels after `step`; `total_sizes` adds them."""
        return {
            layer.name: sizes_after(layer, schedule, step)
            for layer, schedule in self._schedules(schedules)
            if layer.kernels
        }

    def too_small(self, sparsities: Mapping[str, float]) -> tuple[Layer, ...]:
        r"""The pruned layers with a kernel of n weights for which n (1 - s) < 1. Masks keep at least one weight.

        >>> table = LayerTable.read("head: 5x1\nfc: 100x50")
        >>> [layer.name for layer in table.too_small(table.uniform(0.9))]
        ['head']
        """
        return tuple(
            layer
            for layer in self.prunable
            if min(layer.kernel_weights) * (1 - sparsities.get(layer.name, 0.0)) < 1 - ROUNDING
        )

    def _schedules(self, schedules: Schedules) -> list[tuple[Layer, Schedule | None]]:
        """Each layer with its schedule.

        Raises:
            LayerTableError: If a schedule belongs to no pruned layer.
        """
        if isinstance(schedules, Mapping):
            names = {layer.name for layer in self.prunable}
            self._check_names(name for name, each in schedules.items() if each is not None)
            for name, each in schedules.items():
                if each is not None and name not in names:
                    layer = next(layer for layer in self.layers if layer.name == name)
                    raise LayerTableError(
                        name,
                        gettext("{layer} is not pruned: {reason}", layer=name, reason=layer.reason),
                    )
        return [(layer, schedule_of(schedules, layer)) for layer in self.layers]

    def _check_names(self, names: Iterable[str]) -> None:
        """Raise LayerTableError if no layer has one of the names."""
        layer_names = {layer.name for layer in self.layers}
        for name in names:
            if name not in layer_names:
                raise LayerTableError(
                    name, gettext("the network has no layer {layer}", layer=quoted(name))
                )


def saved_table(text: str) -> LayerTable:
    """The table in a text from `to_json`, or in a network that the explorer has saved.

    Raises:
        LayerTableError: If the text is damaged; the message names the field.
    """
    try:
        parts = parse_json_object(text)
        table = parts.get("table")
        return read_dataclass(LayerTable, table if isinstance(table, dict) else parts)
    except FieldError as error:
        raise LayerTableError(error.field, str(error)) from None
