"""Code that wraps the layers of a visitor's own model, each with its own schedule."""

import textwrap
from collections.abc import Mapping
from string import Template

from pruning_core.exports.code import schedule_code, snippets
from pruning_core.schedules import Schedule

IMPORTS = ["import tensorflow_model_optimization as tfmot", "import tf_keras as keras"]
FUNCTIONS = Template('''\
LAYERS = {
$layers
}
"""The number of the schedule of each pruned layer, by the name of the layer. All other layers stay dense."""


def pruning_schedules():
    """The schedules: the sparsity at each step, and the steps at which the masks change."""
    return [
$schedules
    ]


def pruned(model):
    """A Keras 2 model whose layers in LAYERS are pruned while it trains. Compile it after this call."""
    if missing := sorted(LAYERS.keys() - {layer.name for layer in model.layers}):
        raise ValueError(f"the model has no layer of this name: {', '.join(missing)}")
    schedules = pruning_schedules()

    def wrapped(layer):
        if layer.name not in LAYERS:
            return layer
        return tfmot.sparsity.keras.prune_low_magnitude(
            layer, pruning_schedule=schedules[LAYERS[layer.name]]
        )

    return keras.models.clone_model(model, clone_function=wrapped)
''')
USE = '''\
"""Prune the layers of a model of your own, each with its own schedule. tfmot needs Keras 2: use tf_keras.

    model = pruned(model)
    model.compile(...)
    model.fit(..., callbacks=[tfmot.sparsity.keras.UpdatePruningStep()])
    final = tfmot.sparsity.keras.strip_pruning(model)
"""
'''


def functions(schedules: Mapping[str, Schedule]) -> str:
    """The functions that wrap the layers. Layers with equal schedules share one schedule."""
    numbers = {
        schedule: number for number, schedule in enumerate(dict.fromkeys(schedules.values()))
    }
    calls = ",\n".join(map(schedule_code.call, numbers))
    layers = "\n".join(
        f"    {layer!r}: {numbers[schedule]}," for layer, schedule in schedules.items()
    )
    return FUNCTIONS.substitute(
        layers=layers, schedules=textwrap.indent(f"{calls}," if calls else "", " " * 8)
    )


def layer_module(schedules: Mapping[str, Schedule]) -> str:
    """A Python module that wraps the layers of a model, with a clone function of Keras.

    Args:
        schedules: The schedule of each pruned layer, by the name of the layer.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> "'fc': 0," in layer_module({"fc": half})
    True
    """
    definition = schedule_code.definition(schedules.values())
    imports = snippets.import_block([*IMPORTS, *definition.imports])
    head = f"# Made with the Pruning Schedule Lab\n{USE}\n{imports}"
    return "\n\n".join(filter(None, [head, definition.code, functions(schedules)]))
