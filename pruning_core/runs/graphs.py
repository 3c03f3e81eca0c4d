"""The kind of a run's traced graph. Runs with the same kind can use the same traced network."""

from typing import Any

from pruning_core.parameter import Reuse
from pruning_core.plan.learning_rates import ConstantRate
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import PARAMETERS, values_of

MAX_IDLE_NETWORKS = 2
"""The number of traced networks that a worker keeps for later runs."""
Kind = tuple[Any, ...]


def kind_of(config: RunConfig) -> Kind:
    """All values on which a traced graph depends. Runs with equal values can use the same network."""
    values = values_of(config)
    traced_values = (values[name] for name, row in PARAMETERS.items() if row.reuse is Reuse.TRACED)
    prunes_whole_model = config.schedule is not None and not config.layers
    layers = tuple(kernel.layer for kernel in config.pruned_kernels)
    rate = None if has_constant_rate(config) else config.rate
    return *traced_values, rate, prunes_whole_model, layers


def has_constant_rate(config: RunConfig) -> bool:
    """Whether the learning rate is one number, which the optimizer has in a variable."""
    return isinstance(config.rate, ConstantRate)
