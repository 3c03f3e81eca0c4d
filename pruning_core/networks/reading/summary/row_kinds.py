"""The Keras class of a row, even if a pruning wrapper hides the class or the summary has cut it."""

from pruning_core.networks.reading.layer_reading import kind_of_default_name
from pruning_core.networks.reading.summary.rows import SummaryRow
from pruning_core.networks.tfmot_rules import KNOWN_KINDS, MODEL_KINDS

WRAPPER = "PruneLowMagnitude"
WRAPPER_PREFIX = "prune_low_magnitude_"
KINDS_BY_RANK = {
    2: ("Dense", "LSTM", "GRU", "SimpleRNN"),
    3: (
        "Conv1D",
        "Dense",
        "Embedding",
        "LSTM",
        "GRU",
        "SimpleRNN",
        "MultiHeadAttention",
        "SeparableConv1D",
        "LocallyConnected1D",
    ),
    4: ("Conv2D", "SeparableConv2D", "Conv2DTranspose", "Dense", "DepthwiseConv2D"),
    5: ("Conv3D", "Conv3DTranspose"),
}
"""The classes by the number of dimensions of their output, the most common first."""


def is_wrapped(row: SummaryRow) -> bool:
    """Whether the row is a layer in tfmot's wrapper."""
    if row.is_kind_cut:
        return row.name.startswith(WRAPPER_PREFIX[: len(row.name)]) and WRAPPER.startswith(row.kind)
    return row.kind == WRAPPER


def possible_kinds(row: SummaryRow) -> list[str]:
    """The Keras classes that a row may have, the most likely first."""
    if is_wrapped(row):
        default = kind_of_default_name(row.name.removeprefix(WRAPPER_PREFIX))
        return [default] if default else list(KINDS_BY_RANK.get(len(row.shape or ()), ()))
    if not row.is_kind_cut:
        return [row.kind]
    default = kind_of_default_name(row.name)
    if default.startswith(row.kind) and default:
        return [default]
    known_kinds = sorted({*KNOWN_KINDS.values(), *MODEL_KINDS})
    return [kind for kind in known_kinds if kind.startswith(row.kind)] or [row.kind]
