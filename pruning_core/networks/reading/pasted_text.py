"""Recognises what a pasted text is, and reads its layers."""

from pruning_core.errors import LayerTableError
from pruning_core.networks.reading.csv_text import read_columns, read_csv
from pruning_core.networks.reading.layer_reading import LayerReading
from pruning_core.networks.reading.shape_text import read_shapes
from pruning_core.texts import gettext

MAX_CHARACTERS = 2**22
"""Longer texts are not read. The summary of a network with 5,000 layers has about 1.5 million characters."""


def read_text(text: str) -> LayerReading:
    """The layers in a pasted text: typed shapes or CSV.

    Raises:
        LayerTableError: If the text is empty, too long, or does not describe layers.
    """
    if len(text) > MAX_CHARACTERS:
        raise LayerTableError(
            "text",
            gettext(
                "the text has more than {most} characters: paste the summary of one network, "
                "or open the model file",
                most=MAX_CHARACTERS,
            ),
        )
    content = text.strip("\ufeff \t\r\n")
    if not content:
        raise LayerTableError(
            "text",
            gettext(
                "there is no layer in the text: type one layer on each line, "
                "for example conv1 Conv2D 3x3x64x128"
            ),
        )
    if read_columns(content.splitlines()[0]) is not None:
        return read_csv(content)
    return read_shapes(content)
