"""Code that prunes some layers of any Keras 2 model. Each layer has its own schedule."""

import textwrap
from collections.abc import Mapping
from string import Template

from pruning_core.errors import LayerTableError
from pruning_core.exports.addresses import check_address
from pruning_core.exports.code import schedule_code, snippets
from pruning_core.schedules import Schedule
from pruning_core.texts import gettext

IMPORTS = ("import tensorflow_model_optimization as tfmot", "import tf_keras as keras")
HEADER = Template('''\
# Made with the Pruning Schedule Lab$link
"""Prune some layers of a Keras 2 model, each with its own schedule.

    model = pruned(model)
    model.compile(optimizer=..., loss=...)
    model.fit(..., callbacks=[tfmot.sparsity.keras.UpdatePruningStep()])
    print(kept_weights(model))
    final = tfmot.sparsity.keras.strip_pruning(model)
"""
''')
CODE = Template('''\
def pruning_schedules():
    """The schedule of each pruned layer. The other layers stay dense."""
    return $calls


def pruned(model):
    """The model with pruned layers, and with the weights of the given model. Compile it after this call.

    A layer of a model inside the model may also be named with the names of the models around it:
    `encoder/dense`. `clone_model` works with sequential and functional models.
    """
    schedules = pruning_schedules()
    missing = set(schedules)

    def clone_inside(model, path):
        return keras.models.clone_model(model, clone_function=lambda layer: clone(layer, path))

    def clone(layer, path):
        name = f"{path}{layer.name}"
        if isinstance(layer, keras.Model):
            return clone_inside(layer, f"{name}/")
        name = name if name in schedules else layer.name
        if name not in schedules:
            return layer
        missing.discard(name)
        return tfmot.sparsity.keras.prune_low_magnitude(layer, pruning_schedule=schedules[name])

    clone_of_model = clone_inside(model, "")
    if missing:
        raise ValueError(f"the model has no layers with the names {sorted(missing)}")
    return clone_of_model


def kept_weights(model, path=""):
    """The number of weights that the masks of each pruned layer keep."""
    kept, schedules = {}, pruning_schedules()
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            kept |= kept_weights(layer, f"{path}{layer.name}/")
        elif hasattr(layer, "pruning_vars"):
            name = f"{path}{layer.layer.name}"
            masks = (mask.numpy() for _weight, mask, _threshold in layer.pruning_vars)
            count = sum(int((mask != 0).sum()) for mask in masks)
            kept[name if name in schedules else layer.layer.name] = count
    return kept
''')


def layers_snippet(schedules: Mapping[str, Schedule | None], *, link: str | None = None) -> str:
    """A Python module with a function that prunes the layers with a schedule. It uses only tfmot's public API.

    Args:
        schedules: The schedule of each layer by its name; layers with None stay dense. `schedules_of` makes them
            from a distribution of a layer table.
        link: The address of the page that made the module, or None.

    Raises:
        LayerTableError: If no layer has a schedule.
        FieldError: If the link is not a web address.

    >>> from pruning_core import ConstantSparsity
    >>> half = ConstantSparsity(target_sparsity=0.5, begin_step=0)
    >>> '"dense": tfmot.sparsity.keras.ConstantSparsity(' in layers_snippet({"dense": half})
    True
    """
    pruned = {name: schedule for name, schedule in schedules.items() if schedule is not None}
    if not pruned:
        raise LayerTableError(
            "schedules", gettext("no layer is pruned: give at least one layer a schedule")
        )
    definition = schedule_code.definition(pruned.values())
    header = HEADER.substitute(link="" if link is None else f": {check_address('link', link)}")
    head = "\n".join([header, snippets.import_block([*IMPORTS, *definition.imports])])
    return "\n\n".join(filter(None, [head, definition.code, layer_functions(pruned)]))


def layer_functions(schedules: Mapping[str, Schedule]) -> str:
    """The functions of the module: they prune the layers, and count the weights that their masks keep."""
    calls = textwrap.indent(schedule_code.calls(schedules), "    ").lstrip()
    return CODE.substitute(calls=calls)
