"""Shapes as programs print them: the names and shapes of a model's weights, Python or JSON, a Markdown table."""

import ast
import re
from collections.abc import Mapping, Sequence

from pruning_core.networks.reading.model.contents import ModelContents, WeightShape
from pruning_core.networks.reading.shape_text import SHAPE, read_shape

MAX_LITERAL_CHARACTERS = 2**18
"""Longer Python or JSON is not read as a list of shapes."""
WEIGHT = re.compile(
    rf"(?:\W|<tf\.Variable)*(?P<path>[A-Za-z][\w.-]*+(?:/[\w.-]++)++(?::\d+)?)\W+(?:shape\W+|TensorShape\W+)*"
    rf"(?P<shape>{SHAPE.pattern}|\(\s*\))(?:[\s,)>\]]|dtype.*)*"
)
"""One line about a weight: `dense/kernel:0 (784, 300)`, or a `tf.Variable` as Python prints it."""
KERNEL = re.compile(r"/(?:\w*kernel|embeddings)(?::\d+)?$")
MARKDOWN_RULE = re.compile(r"[\s|:-]+")


def read_weight_listing(text: str) -> ModelContents | None:
    r"""The weights in a text with one weight on each line, or None if the text is something else.

    >>> read_weight_listing("dense/kernel:0 (784, 300)\ndense/bias:0 (300,)").weights[1]
    WeightShape(path='dense/bias:0', shape=(300,))
    """
    matches = [
        WEIGHT.fullmatch(line.strip(" \t,[]")) for line in text.splitlines() if line.strip(" \t,[]")
    ]
    if not matches or not all(matches):
        return None
    weights = tuple(
        WeightShape(path=match["path"], shape=read_shape(match["shape"]))
        for match in matches
        if match
    )
    has_kernels = any(KERNEL.search(weight.path) for weight in weights)
    return ModelContents(weights=weights) if has_kernels else None


def read_literal(text: str) -> str | None:
    """A Python or JSON list or dictionary of shapes as one layer on each line, or None if the text is something else.

    >>> read_literal("[(3, 3, 1, 32), (1600, 10)]").splitlines()
    ['(3, 3, 1, 32)', '(1600, 10)']
    >>> read_literal('{"fc": [1600, 10]}')
    'fc: (1600, 10)'
    """
    if len(text) > MAX_LITERAL_CHARACTERS:
        return None
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
    if isinstance(value, Mapping):
        lines = [line_of(f"{name}: ", shapes) for name, shapes in value.items()]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        lines = [line_of("", shapes) for shapes in value]
    else:
        return None
    return "\n".join(line for line in lines if line) if lines and all(lines) else None


def line_of(label: str, shapes: object) -> str | None:
    """The line of a layer with one shape or several shapes, or None if the value is something else."""
    if not isinstance(shapes, list | tuple):
        return None
    one = shape_of(shapes)
    groups = [shape_of(each) for each in shapes] if one is None else [one]
    if not groups or None in groups:
        return None
    return label + " ".join(f"({', '.join(map(str, group or ()))})" for group in groups)


def shape_of(value: object) -> tuple[int, ...] | None:
    """The shape in a list or tuple of whole numbers, or None if the value is something else."""
    if not isinstance(value, list | tuple) or not value:
        return None
    sizes = tuple(size for size in value if type(size) is int and size >= 0)
    return sizes if len(sizes) == len(value) else None


def without_markdown(text: str) -> str:
    r"""A Markdown table without its outer borders and its rule.

    >>> without_markdown("| name | kernels |\n|---|---|\n| fc | 8x4 |")
    'name | kernels\nfc | 8x4'
    """
    lines = [line.strip() for line in text.splitlines()]
    if not lines[0].startswith("|"):
        return text
    return "\n".join(line.strip("|").strip() for line in lines if not MARKDOWN_RULE.fullmatch(line))
