"""Typed shapes: one layer on each line, such as `3x3x64x128` or `conv1 Conv2D 3x3x64x128`."""

import re
from itertools import pairwise

from pruning_core.checks import quoted
from pruning_core.errors import LayerTableError
from pruning_core.networks.layer import DENSE_KINDS, KernelShape, Layer
from pruning_core.networks.reading.layer_reading import KerasNames, LayerReading
from pruning_core.networks.tfmot_rules import KNOWN_KINDS, Treatment, treatment_of
from pruning_core.texts import gettext

MAX_LINE_CHARACTERS = 2_000
MAX_DIGITS = 18
SHAPE = re.compile(
    r"[(\[]\s*+\d++(?:\s*+,\s*+\d++)*+\s*+,?\s*+[)\]]|(?<![\w.])\d++(?:\s*+[x×X*]\s*+\d++)++(?![\w.])"
)
"""A shape: `3x3x64x128`, `(3, 3, 64, 128)` or `[3, 3, 64, 128]`."""
COMMA_SHAPE = re.compile(r"(?P<label>[^\d,].*?[\s,:=|]+)?(?P<shape>\d++(?:\s*+,\s*+\d++)++)")
"""A line whose only numbers are a shape with commas: `conv1 3,3,64,128`."""
SEPARATORS = " \t,;:=+&|"
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
GATES = {1: "SimpleRNN", 3: "GRU", 4: "LSTM"}
"""The recurrent layer, by the number of columns of its kernels per unit."""


def read_shapes(text: str) -> LayerReading:
    r"""The layers of a text with one layer on each line.

    A line has a name, a Keras class and the shapes of the kernels. Name and class may be left out.
    A line without name and class may contain the shapes of several layers.

    Raises:
        LayerTableError: If a line contains no shape, or other text; the message has the line number.

    >>> for layer in read_shapes("conv1: 3x3x3x64\n10x4").layers:
    ...     print(layer.name, layer.kind, layer.kernels)
    conv1 Conv2D ((3, 3, 3, 64),)
    dense Dense ((10, 4),)
    """
    entries = [
        item
        for number, line in enumerate(text.splitlines(), start=1)
        if (content := line.partition("#")[0].strip())
        for item in read_line(number, content)
    ]
    names = KerasNames(name for name, *_rest in entries)
    return LayerReading(
        layers=tuple(
            make_layer(name or names.next(kind), kind, kernels, prunable=prunable)
            for name, kind, kernels, prunable in entries
        )
    )


LabelledKernels = tuple[str, str, tuple[KernelShape, ...], bool | None]
"""Name (may be empty), Keras class, kernels, and whether they are pruned (None: tfmot's rule decides)."""


def read_line(number: int, line: str) -> list[LabelledKernels]:
    """The layers on one line.

    Raises:
        LayerTableError: If the line contains no shape, or other text.
    """
    field = gettext("line {number}", number=number)
    if len(line) > MAX_LINE_CHARACTERS:
        raise LayerTableError(
            field,
            gettext(
                "{field} has more than {most} characters: write one layer on each line",
                field=field,
                most=MAX_LINE_CHARACTERS,
            ),
        )
    if SHAPE.search(line) is None and (match := COMMA_SHAPE.fullmatch(line)) is not None:
        line = f"{match['label'] or ''}({match['shape']})"
    matches = list(SHAPE.finditer(line))
    between = (line[a.end() : b.start()] for a, b in pairwise(matches))
    if not matches or any(gap.strip(SEPARATORS) for gap in between):
        raise not_a_layer(field, line)
    name, kind = read_label(field, line[: matches[0].start()].strip(SEPARATORS))
    prunable = read_end(field, line, line[matches[-1].end() :].strip(SEPARATORS).lower())
    kernels = tuple(read_shape(match[0]) for match in matches)
    if name or kind:
        return [(name, kind or guess_kind(kernels), kernels, prunable)]
    return [("", guess_kind((kernel,)), (kernel,), prunable) for kernel in kernels]


def read_label(field: str, label: str) -> tuple[str, str]:
    """Name and Keras class in the text before the shapes. An omitted name or class is empty."""
    words = [word.strip("()") for word in re.split(r"[\s,;:=|]+", label) if word]
    match words:
        case []:
            return "", ""
        case [word]:
            kind = KNOWN_KINDS.get(word.lower(), "")
            return ("", kind) if kind == word else (word, "")
        case [name, kind] if "(" in label or kind.lower() in KNOWN_KINDS:
            return name, KNOWN_KINDS.get(kind.lower(), kind)
        case [kind, name] if kind.lower() in KNOWN_KINDS:
            return name, KNOWN_KINDS[kind.lower()]
        case _:
            raise not_a_layer(field, label)


def read_end(field: str, line: str, end: str) -> bool | None:
    """Whether the layer is pruned, if the text after the shapes says so."""
    if not end:
        return None
    if end not in TRUTHS:
        raise not_a_layer(field, line)
    return TRUTHS[end]


def read_shape(text: str) -> KernelShape:
    """The sizes in a text such as `3x3x64x128`.

    >>> read_shape("(3, 3, 64)")
    (3, 3, 64)
    """
    return tuple(int(digits[:MAX_DIGITS]) for digits in re.findall(r"\d+", text))


def guess_kind(kernels: tuple[KernelShape, ...]) -> str:
    """The most common Keras class with such kernels, or an empty text.

    >>> guess_kind(((3, 3, 64, 128),)), guess_kind(((32, 256), (64, 256)))
    ('Conv2D', 'LSTM')
    """
    match kernels:
        case [kernel]:
            return DENSE_KINDS.get(len(kernel), "")
        case [(_inputs, columns), (units, same_columns)] if columns == same_columns and units:
            return GATES.get(columns // units, "") if columns % units == 0 else ""
        case _:
            return ""


def make_layer(
    name: str, kind: str, kernels: tuple[KernelShape, ...], *, prunable: bool | None = None
) -> Layer:
    """The layer; if `prunable` is None, tfmot's rule for its Keras class decides."""
    if prunable is None:
        prunable = bool(kernels) and (not kind or treatment_of(kind) is Treatment.MASKED)
    return Layer(name, kind, kernels, prunable)


def not_a_layer(field: str, text: str) -> LayerTableError:
    """The error for a line that does not describe a layer."""
    return LayerTableError(
        field,
        gettext(
            "{field} is not a layer: {text}. Write its name, if you like its Keras class, and the "
            "shape of its kernel, for example conv1 Conv2D 3x3x64x128",
            field=field,
            text=quoted(text),
        ),
    )
