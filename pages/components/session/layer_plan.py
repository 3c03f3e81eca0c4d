"""LayerPlan: a network, and the schedule of each of its layers. Its text is part of a link, or a file."""

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Annotated

from pruning_core.errors import FieldError
from pruning_core.json_checks import (
    dict_of,
    finite_number,
    json_fields,
    object_of,
    parse_json_object,
    read_dataclass,
    text,
    whole_number,
)
from pruning_core.kernels import Kernel
from pruning_core.networks import NETWORKS, LayerTable
from pruning_core.networks.layer import DENSE_KINDS, Layer, kernels_of_layers
from pruning_core.networks.layer_schedules import end_at
from pruning_core.networks.layer_table import MAX_LAYERS
from pruning_core.networks.tfmot_rules import Treatment, treatment_of
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext

MAX_LINK_CHARACTERS = 6_000
"""A longer text is not put into a link: many servers refuse an address of more than 8,000 characters."""
MAX_FILE_CHARACTERS = 2**23
MAX_TITLE_CHARACTERS = 200
MAX_NUMBER = 99
ALTERNATIVE_CHARACTERS = b"-_"
NAME_PATTERN = re.compile("browser-[0-9a-f]{32}")
"""The name of a network that is too large for a link. Only a browser contains this network."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LayerPlan:
    """A network, and the schedule of each of its layers.

    Two plans are equal only if they are the same object, so results can be cached.

    Attributes:
        title: The name that visitors see.
        table: The layers.
        schedules: The index of the schedule of each layer that does not use the selected schedule.
        sparsities: The own final sparsity of some layers. The schedule of such a layer ends at this sparsity.
    """

    title: Annotated[str, text(MAX_TITLE_CHARACTERS, least=1)]
    table: Annotated[LayerTable, object_of(LayerTable)]
    schedules: Annotated[Mapping[str, int], dict_of(whole_number(0, MAX_NUMBER), MAX_LAYERS)] = (
        field(default_factory=dict)
    )
    sparsities: Annotated[Mapping[str, float], dict_of(finite_number(0, 1), MAX_LAYERS)] = field(
        default_factory=dict
    )

    def to_json(self) -> str:
        """The plan as a file. Default values are left out."""
        fields = json_fields(self) | {"table": json_fields(self.table)}
        return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)

    @staticmethod
    def from_json(content: str) -> "LayerPlan":
        """The inverse of `to_json`. It checks everything, because anybody may have written the file.

        Raises:
            FieldError: If the content is damaged; the message names the field.
        """
        return read_dataclass(LayerPlan, parse_json_object(content))

    def check(self, prefix: str) -> None:
        """Raise FieldError if a layer has a final sparsity of 1, because then no weight would be left."""
        for layer, sparsity in self.sparsities.items():
            if sparsity >= 1:
                raise FieldError(
                    f"{prefix}sparsities",
                    gettext("{layer}: the final sparsity must be less than 1", layer=layer),
                )

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """The kernels that are pruned, in the network's order."""
        return kernels_of_layers(self.table.prunable)

    def kernels_of(self, index: int) -> tuple[Kernel, ...]:
        """The kernels that the schedule at `index` prunes if it is the selected one.

        Layers with their own final sparsity have a schedule of their own, so they are left out.
        """
        layers = [
            layer
            for layer in self.table.prunable
            if self.schedules.get(layer.name, index) == index and layer.name not in self.sparsities
        ]
        return kernels_of_layers(layers)

    @property
    def dense_layers(self) -> tuple[str, ...]:
        """The layers that could be pruned and are not."""
        return tuple(
            layer.name for layer in self.table.layers if can_prune(layer) and not layer.prunable
        )

    def layer_schedules(self, schedules: Sequence[Schedule], selected: int) -> dict[str, Schedule]:
        """The schedule of each pruned layer, if `selected` is the selected schedule.

        Args:
            schedules: The schedules of the visitor.
            selected: The index of one of them.
        """
        by_layer = {}
        for layer in self.table.prunable:
            index = self.schedules.get(layer.name, selected)
            schedule = schedules[index if index < len(schedules) else selected]
            sparsity = self.sparsities.get(layer.name)
            by_layer[layer.name] = schedule if sparsity is None else end_at(schedule, sparsity)
        return by_layer

    def use_schedule(self, layer: str, index: int | None) -> "LayerPlan":
        """The plan in which a layer uses the schedule at `index`; None: the selected schedule."""
        others = {name: each for name, each in self.schedules.items() if name != layer}
        return replace(self, schedules=others if index is None else {**others, layer: index})

    def end_layer_at(self, layer: str, sparsity: float | None) -> "LayerPlan":
        """The plan in which a layer ends at `sparsity`; None: at the final sparsity of its schedule."""
        others = {name: each for name, each in self.sparsities.items() if name != layer}
        return replace(self, sparsities=others if sparsity is None else {**others, layer: sparsity})

    def distribute(self, sparsities: Mapping[str, float]) -> "LayerPlan":
        """The plan in which these layers end at these sparsities. Other layers end where their schedules end."""
        return replace(self, sparsities=dict(sparsities))

    def limit_schedules(self, n_schedules: int) -> "LayerPlan":
        """The plan without choices of schedules that do not exist. Their layers use the selected schedule."""
        schedules = {name: index for name, index in self.schedules.items() if index < n_schedules}
        return self if len(schedules) == len(self.schedules) else replace(self, schedules=schedules)

    def change_layer(self, layer: Layer) -> "LayerPlan":
        """The plan in which the layer of this name is replaced by `layer`.

        Raises:
            LayerTableError: If the table is then not valid.
        """
        layers = tuple(layer if each.name == layer.name else each for each in self.table.layers)
        return replace(self, table=LayerTable(layers, self.table.notes))

    def change_table(self, table: LayerTable) -> "LayerPlan":
        """The plan with another table. Layers with the same name as before keep their schedule and sparsity."""
        names = {layer.name for layer in table.prunable}
        return replace(
            self,
            table=table,
            schedules={name: each for name, each in self.schedules.items() if name in names},
            sparsities={name: each for name, each in self.sparsities.items() if name in names},
        )


def can_prune(layer: Layer) -> bool:
    """Return whether a visitor may switch the pruning of a layer on and off: tfmot can mask its kernels."""
    is_masked = not layer.kind or treatment_of(layer.kind) is Treatment.MASKED
    return layer.prunable or (bool(layer.kernels) and is_masked)


@lru_cache(maxsize=64)
def lab_layer_plan(
    network: str,
    layers: tuple[tuple[str, int | None], ...],
    sparsities: tuple[tuple[str, float], ...],
) -> LayerPlan:
    """The plan of a network of the lab.

    Args:
        network: The name of the network.
        layers: The index of the schedule of each layer that does not use the selected schedule; None: not pruned.
        sparsities: The own final sparsity of some layers.
    """
    choices = dict(layers)
    table = LayerTable(
        tuple(
            Layer(
                kernel.layer,
                DENSE_KINDS[len(kernel.shape)],
                (kernel.shape,),
                prunable=choices.get(kernel.layer, 0) is not None,
            )
            for kernel in NETWORKS[network].kernels
        )
    )
    return LayerPlan(
        title=gettext(NETWORKS[network].title),
        table=table,
        schedules={name: index for name, index in choices.items() if index is not None},
        sparsities=dict(sparsities),
    )


@lru_cache(maxsize=64)
def packed_text(plan: LayerPlan) -> str:
    """The plan as a short text of letters, digits, "-" and "_"."""
    packed = zlib.compress(plan.to_json().encode(), level=9)
    return base64.b64encode(packed, ALTERNATIVE_CHARACTERS).decode().rstrip("=")


def link_text(plan: LayerPlan) -> str | None:
    """The plan as a value of a link; None if it is too long for a link."""
    text = packed_text(plan)
    return text if len(text) <= MAX_LINK_CHARACTERS else None


def name_in_browser(plan: LayerPlan) -> str:
    """The name of the plan in the storage of a browser: a hash of its content."""
    return name_of_text(packed_text(plan))


def name_of_text(text: str) -> str:
    """The name of a packed plan, as `NAME_PATTERN` describes it."""
    return f"browser-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def read_network_value(value: str) -> LayerPlan | str:
    """The plan in a value of a link, or its name if the plan is only in a browser.

    Raises:
        ValueError: If the value is damaged; the message states what is expected.
    """
    return value if NAME_PATTERN.fullmatch(value) else read_link_text(value)


def read_link_text(encoded: str) -> LayerPlan:
    """The plan in a value of a link: the inverse of `link_text`.

    Raises:
        ValueError: If the value is damaged; the message states what is expected.
    """
    if len(encoded) > MAX_LINK_CHARACTERS:
        raise ValueError(link_rule())
    return read_packed(encoded)


def read_packed(encoded: str) -> LayerPlan:
    """The inverse of `packed_text`. It checks everything, because anybody may have written the text.

    Raises:
        ValueError: If the text is damaged; the message states what is expected.
    """
    try:
        packed = base64.b64decode(
            encoded + "=" * (-len(encoded) % 4), ALTERNATIVE_CHARACTERS, validate=True
        )
        # A short text may expand to gigabytes, so only a limited number of bytes is expanded.
        content = zlib.decompressobj().decompress(packed, MAX_FILE_CHARACTERS)
        return LayerPlan.from_json(content.decode())
    except (binascii.Error, zlib.error, ValueError, FieldError) as error:
        raise ValueError(link_rule()) from error


def link_rule() -> str:
    """What a link must contain as a network."""
    return gettext("a network that this page has put into a link")
