"""A text with the parameters of a schedule but without its call: keyword arguments, assignments, or YAML."""

import re
from collections.abc import Iterator

from pruning_core.dialects.reading.signatures import SIGNATURES

CLASSES = {"PolynomialDecay": "final_sparsity", "ConstantSparsity": "target_sparsity"}
"""The parameter by which each class is recognised."""
PAIR = re.compile(
    r"""(?<![\w.])["']?(?P<name>[a-z]+_(?:sparsity|step)|frequency|power)["']?\s*[:=](?!=)\s*(?P<value>[^,;\#\n}]*)"""
)
"""A parameter with its value, as `name=value` or `name: value`."""
ASSIGNMENT = re.compile(r"^[ \t]*(?P<name>\w{1,99})[ \t]*(?::[^=\n]*)?=(?!=)", re.M)


def calls_of_parameters(code: str) -> Iterator[str]:
    r"""Calls that the text may mean, the most probable first; perhaps not Python. None if a parameter is given twice.

    >>> list(calls_of_parameters("schedule:\n  target_sparsity: 0.5\n  begin_step: 0"))[-1]
    'ConstantSparsity(target_sparsity=0.5, begin_step=0)'
    """
    pairs = [(match["name"], match["value"].strip()) for match in PAIR.finditer(code)]
    names = [name for name, _value in pairs]
    class_names = [each for each, parameter in CLASSES.items() if parameter in names]
    if len(class_names) != 1 or len(set(names)) < len(names):
        return
    class_name = class_names[0]
    parameters = set(SIGNATURES[class_name])
    yield f"{class_name}(\n{code}\n)"
    assigned = {match["name"] for match in ASSIGNMENT.finditer(code)}
    if set(names) & parameters <= assigned:
        arguments = ", ".join(f"{name}={name}" for name in names if name in parameters)
        yield f"{code}\n{class_name}({arguments})"
    arguments = ", ".join(
        f"{name}={value}" for name, value in pairs if name in parameters and value
    )
    yield f"{class_name}({arguments})"
