"""Reads NNI's calls. They have the target in a list of dictionaries, and no begin step."""

from pruning_core.dialects.reading.libraries.numbers import Reading, read_numbers
from pruning_core.dialects.reading.python.values import Answers, Construction, Unknown, Value
from pruning_core.schedules import PolynomialDecay
from pruning_core.texts import gettext

SPARSITY_NAMES = ("sparse_ratio", "sparsity", "total_sparsity", "sparsity_per_layer")
"""NNI's names of the target sparsity, of version 3 and of older versions."""


def read_nni(construction: Construction, answers: Answers) -> Reading:
    """The schedule of an AGPPruner or LinearPruner. The target is in the `config_list` of the inner pruner."""
    inner = construction.arguments.get("pruner")
    configs = inner.arguments.get("config_list") if isinstance(inner, Construction) else None
    config = configs[0] if isinstance(configs, list) and configs else configs
    target: Value = Unknown(names=("sparse_ratio",))
    if isinstance(config, dict):
        target = next((config[name] for name in SPARSITY_NAMES if name in config), target)
    arguments = {
        name: value for name, value in construction.arguments.items() if name != "pruner"
    } | {"sparse_ratio": target}
    numbers = read_numbers(arguments, required=["interval_steps", "total_times"], answers=answers)
    decay = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=numbers["sparse_ratio"],
        begin_step=0,
        end_step=numbers["interval_steps"] * numbers["total_times"],
        power=3 if construction.class_name == "AGPPruner" else 1,
        frequency=numbers["interval_steps"],
    )
    return decay, gettext(
        "NNI counts steps from the call of compress(): add the steps that you train before it."
    )
