"""Reads a `model.summary()`: finds the kernels that fit each row, and reports assumptions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod

from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import Layer, shape_text
from pruning_core.networks.reading.layer_reading import LayerReading
from pruning_core.networks.reading.summary.clues import Clues
from pruning_core.networks.reading.summary.kernel_fit import (
    EXAMPLES,
    FITS,
    Kernels,
    kernel_candidates,
)
from pruning_core.networks.reading.summary.row_kinds import (
    WRAPPER,
    WRAPPER_PREFIX,
    is_wrapped,
    possible_kinds,
)
from pruning_core.networks.reading.summary.rows import SummaryRow, read_rows
from pruning_core.networks.reading.summary.wiring import Wiring
from pruning_core.networks.tfmot_rules import MODEL_KINDS, Treatment, treatment_of
from pruning_core.texts import gettext, gettext_noop, grouped

NORMALISATION_WEIGHTS = (2, 3, 4)
"""The possible numbers of weights per channel of a normalisation."""
CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D")


def read_summary(text: str, typed: Mapping[str, Layer]) -> LayerReading:
    """The layers of a summary.

    Args:
        text: The output of `model.summary()` of Keras 2 or Keras 3.
        typed: Layers that the visitor typed beside the summary, by name. They replace the layers of this name.

    Raises:
        LayerTableError: If no kernel fits a row; the message names the layer and the line to add.
    """
    rows = read_rows(text)
    wiring = Wiring(rows)
    names = unique_names(rows, wiring)
    layers = tuple(
        typed.get(names[index]) or read_row(names[index], row, wiring.shapes_before(index))
        for index, row in enumerate(rows)
        if not wiring.is_model(index)
    )
    return LayerReading(layers=layers, notes=tuple(notes_about(rows, layers)))


def unique_names(rows: Sequence[SummaryRow], wiring: Wiring) -> list[str]:
    """A name for each row. If several layers have the same name, the names of the models around them are added.

    Layers with a pruning wrapper get the name of the layer inside. Names that the summary cut can still be
    equal: these get a number.
    """
    own_names = [row.name.removeprefix(WRAPPER_PREFIX) or row.name for row in rows]
    n_layers_with_name = Counter(
        name for index, name in enumerate(own_names) if not wiring.is_model(index)
    )
    n_rows_with_name = Counter[str]()
    names = []
    for index, name in enumerate(own_names):
        if n_layers_with_name[name] > 1:
            name = "/".join([*(own_names[model] for model in wiring.models_around(index)), name])  # noqa: PLW2901
        n_rows_with_name[name] += not wiring.is_model(index)
        names.append(f"{name}~{n_rows_with_name[name]}" if n_rows_with_name[name] > 1 else name)
    return names


def read_row(name: str, row: SummaryRow, before: Sequence[tuple[int | None, ...] | None]) -> Layer:
    """The layer of a row.

    Raises:
        LayerTableError: If no kernel fits.
    """
    wrapped = is_wrapped(row)
    kinds = kinds_of_rank(possible_kinds(row), before[0])
    fits = [
        (kind, kernels, shape)
        for kind in kinds
        for shape in before
        for kernels in kernel_candidates(
            kind,
            Clues(params=row.params, before=shape, after=row.shape or (), is_wrapped=wrapped),
        )
    ]
    if len(kinds) > 1 or len(before) > 1:  # a wrapper hides the class, or a name is cut
        fits.sort(key=lambda fit: implausibility(*fit))
    choices = list(dict.fromkeys((kind, kernels) for kind, kernels, _shape in fits))
    if wrapped and not fits and has_no_mask(row, kinds):
        return Layer(name, kinds[0] if len(kinds) == 1 else WRAPPER, prunable=False)
    if choices:
        kind, kernels = choices[0]
        is_masked = treatment_of(kind) is Treatment.MASKED
        return Layer(name, kind, kernels, prunable=is_masked, note=note_about(name, choices))
    kind = kinds[0] if kinds else row.kind
    if (wrapped or kind in FITS) and not (row.params == 0 and len(kinds) > 1):
        raise cannot_fit(name, kind, row)
    note = "" if kind not in MODEL_KINDS else model_note(name)
    return Layer(name, kind, prunable=False, note=note)


def kinds_of_rank(kinds: list[str], before: tuple[int | None, ...] | None) -> list[str]:
    """The classes. Classes whose name ends with the number of dimensions between batch and channels come first."""
    end = f"{len(before or ()) - 2}D"
    return sorted(kinds, key=lambda kind: not kind.endswith(end))


def implausibility(
    kind: str, kernels: Kernels, before: tuple[int | None, ...] | None
) -> tuple[bool, int]:
    """Orders kernels that fit: convolutions in groups come last, and square windows first."""
    in_groups = kind in CONVOLUTIONS and before is not None and kernels[0][-2] != before[-1]
    spans = (max(shape[:-2]) - min(shape[:-2]) for shape in kernels if shape[2:])
    return in_groups, max(spans, default=0)


def has_no_mask(row: SummaryRow, kinds: Sequence[str]) -> bool:
    """Whether a wrapped layer has no kernel: then the wrapper adds only its step counter."""
    if len(kinds) == 1 and treatment_of(kinds[0]) is not Treatment.MASKED:
        return True
    channels = (row.shape[-1] or 0) if row.shape else 0
    normalisations = {1 + channels * count for count in NORMALISATION_WEIGHTS}
    return row.params == 1 or row.params in normalisations


def note_about(name: str, found: Sequence[tuple[str, Kernels]]) -> str:
    """The note about the assumption if several kernels fit; empty if one kernel fits."""
    if len(found) == 1:
        return ""
    (kind, first), (other_kind, other) = found[:2]
    weights = {sum(map(prod, kernels)) for _kind, kernels in found}
    same = gettext_noop(
        "{kind} {first} is assumed. {other_kind} {other} has as many weights. "
        "To choose it, add a line to the text: {layer}: {other}"
    )
    different = gettext_noop(
        "{kind} {first} is assumed. {other_kind} {other} fits too, with another number of weights. "
        "To choose it, add a line to the text: {layer}: {other}"
    )
    return gettext(
        same if len(weights) == 1 else different,
        layer=name,
        kind=kind,
        first=kernels_text(first),
        other_kind=other_kind,
        other=kernels_text(other),
    )


def kernels_text(kernels: Kernels) -> str:
    """The shapes of kernels as people type them."""
    return " ".join(map(shape_text, kernels))


def model_note(name: str) -> str:
    """The note about a nested model whose layers the summary does not show."""
    return gettext(
        "{layer} is a model, and the summary does not show its layers. "
        "Paste the output of model.summary(expand_nested=True)",
        layer=name,
    )


def cannot_fit(name: str, kind: str, row: SummaryRow) -> LayerTableError:
    """The error for a layer whose kernels cannot be found."""
    if row.params == 0:
        message = gettext(
            "{layer} has no weights yet: build the model, for example by calling it, and print "
            "the summary again",
            layer=name,
        )
        return LayerTableError(name, message)
    message = gettext(
        "no kernel of a {kind} layer fits the {number} weights of {layer}: add a line with the "
        "shape of its kernel to the text, for example {layer}: {example}",
        layer=name,
        kind=kind,
        number=grouped(row.params),
        example=EXAMPLES.get(kind, "3x3x64x128"),
    )
    return LayerTableError(name, message)


def notes_about(rows: Sequence[SummaryRow], layers: Sequence[Layer]) -> list[str]:
    """Notes about the whole summary."""
    notes = []
    if any(layer.note and layer.kernels for layer in layers):
        notes.append(
            gettext(
                "A summary shows no kernel shapes, so some shapes are assumed. ERK depends on the shapes. "
                "Kept weights depend only on the number of weights."
            )
        )
    notes += [layer.note for layer in layers if layer.kind in MODEL_KINDS and layer.note][:1]
    if any(row.is_name_cut for row in rows):
        notes.append(
            gettext(
                "The summary cut some names. To see them, set the environment variable COLUMNS to 170, "
                "and print model.summary(line_length=160)"
            )
        )
    if any(map(is_wrapped, rows)):
        notes.append(
            gettext(
                "The model is wrapped for pruning. Its masks are not counted as weights, and the "
                "layers have the names that they had before."
            )
        )
    return notes
