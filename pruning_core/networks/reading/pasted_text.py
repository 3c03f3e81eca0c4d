"""Recognises the format of a pasted text, and reads the layers."""

import re
from dataclasses import replace

from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import Layer
from pruning_core.networks.reading.csv_text import read_columns, read_csv
from pruning_core.networks.reading.layer_reading import LayerReading
from pruning_core.networks.reading.model.contents import ModelContents
from pruning_core.networks.reading.model.model_layers import read_contents
from pruning_core.networks.reading.printed_text import (
    read_literal,
    read_weight_listing,
    without_markdown,
)
from pruning_core.networks.reading.shape_text import SHAPE, read_shapes
from pruning_core.networks.reading.summary.rows import is_summary
from pruning_core.networks.reading.summary.summary_text import read_summary
from pruning_core.texts import gettext

MAX_CHARACTERS = 2**22
"""Longer texts are not read. The summary of a network with 5,000 layers has about 1.5 million characters."""
TYPED_LINE = re.compile(rf"\s*[\w./~-]+\s*[:=]\s*(?:{SHAPE.pattern}).*")
"""A line beside a summary that gives the shape of one layer: `conv2d: 3x3x64x128`."""


def read_text(text: str) -> LayerReading:
    """The layers in a pasted text: typed or printed shapes, CSV, a summary with typed shapes beside it, or a config.

    Raises:
        LayerTableError: If the text is empty, too long, or does not describe layers.
    """
    content = text.strip("\ufeff \t\r\n")
    if len(text) > MAX_CHARACTERS and not content.startswith("{"):
        raise LayerTableError(
            "text",
            gettext(
                "the text has more than {most} characters: paste the summary of one network, "
                "or open the model file",
                most=MAX_CHARACTERS,
            ),
        )
    if not content:
        raise LayerTableError(
            "text",
            gettext(
                "there is no layer in the text: type one layer on each line, "
                "for example conv1 Conv2D 3x3x64x128"
            ),
        )
    if content.startswith(("{", "[")) and (lines := read_literal(content)) is not None:
        return read_shapes(lines)
    if content.startswith("{"):
        return read_contents(ModelContents(config=content))
    if is_summary(content):
        summary, typed = split_typed_lines(content)
        return read_summary(summary, {layer.name: layer for layer in typed})
    if (weights := read_weight_listing(content)) is not None:
        note = gettext(
            "The text lists weights only. The classes of the layers are taken from names and shapes, and layers "
            "without weights are missing."
        )
        return replace(read_contents(weights), notes=(note,))
    content = without_markdown(content)
    if read_columns(content.splitlines()[0]) is not None:
        return read_csv(content)
    return read_shapes(content)


def split_typed_lines(text: str) -> tuple[str, tuple[Layer, ...]]:
    """The summary without the lines that people added to it, and the layers on these lines."""
    lines = text.splitlines()
    is_typed = [TYPED_LINE.fullmatch(line) is not None for line in lines]
    typed = "\n".join(line for line, typed in zip(lines, is_typed, strict=True) if typed)
    summary = "\n".join(line for line, typed in zip(lines, is_typed, strict=True) if not typed)
    return summary, read_shapes(typed).layers
