"""Which of the visitor's schedules each layer follows, as a link spells it."""

import re
from collections.abc import Mapping

from pages.components.session.lab_state import MOST_SCHEDULES, LabState

Choices = Mapping[str, int | None]
"""The place of a schedule, or None for a layer that is not pruned, by the layer's name."""

BETWEEN_LAYERS, WITHIN_LAYER, NOT_PRUNED = "~", ":", "none"
CHOICE = re.compile(rf"(?P<layer>\w{{1,40}}):(?:none|(?P<number>[1-{MOST_SCHEDULES}]))", re.ASCII)


def read_layers(text: str) -> dict[str, int | None]:
    """Each layer with the place of its schedule, counted from 0.

    Raises:
        ValueError: With what the text must be.

    >>> read_layers("dense:none~dense_1:2")
    {'dense': None, 'dense_1': 1}
    """
    choices: dict[str, int | None] = {}
    for part in text.split(BETWEEN_LAYERS):
        found = CHOICE.fullmatch(part)
        if found is None or found["layer"] in choices:
            raise ValueError(
                "each layer once, with none or the number of a schedule, such as dense:none~dense_1:2"
            )
        choices[found["layer"]] = int(found["number"]) - 1 if found["number"] else None
    return choices


def written_layers(choices: Choices) -> str:
    """The inverse of `read_layers`.

    >>> written_layers({"dense": None, "dense_1": 1})
    'dense:none~dense_1:2'
    """
    return BETWEEN_LAYERS.join(
        f"{layer}{WITHIN_LAYER}{NOT_PRUNED if place is None else place + 1}"
        for layer, place in choices.items()
    )


def usable_layers(choices: Choices, state: LabState) -> tuple[dict[str, int | None], list[str]]:
    """The choices that a state can follow, and what is wrong with the others in words."""
    layers = [kernel.layer for kernel in state.kernels]
    usable: dict[str, int | None] = {}
    problems = []
    for layer, place in choices.items():
        if layer not in layers:
            problems.append(
                f"The link's layers must be some of {', '.join(layers)}, "
                f"the layers of {state.training['network']}, got {layer!r}: it is left out."
            )
        elif place is not None and place >= len(state.schedules):
            problems.append(
                f"The link's layers must follow a schedule of 1 to {len(state.schedules)}, "
                f"got {place + 1} for {layer}: it follows the selected one instead."
            )
        else:
            usable[layer] = place
    return usable, problems
