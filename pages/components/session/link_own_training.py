"""The visitor's own training in a link: its query parameters begin with `my_`."""

from collections.abc import Mapping

from pages.components.session.lab_state import LabState
from pages.components.session.link_values import readers_of, write_value
from pruning_core.parameter import Value
from pruning_core.plan.own_training import OWN_DEFAULTS, OWN_PARAMETERS
from pruning_core.runs.parameters import Values

OWN_PREFIX = "my_"
OWN_TRAINING_PARAMETERS = {
    f"{OWN_PREFIX}{name}": reader for name, reader in readers_of(OWN_PARAMETERS).items()
}
"""The readers of the parameters of the visitor's own training."""
LAB_PLAN, OWN_PLAN = "lab", "mine"
"""The values of the parameter `plan`: whether the explorer shows a training of the lab or of the visitor."""


def own_training_of(values: Mapping[str, Value], *, base: LabState, plans_own: bool) -> Values:
    """Return the own training of a state.

    Args:
        values: The values of the own training in the link. A link omits the defaults.
        base: The state of the session. If the link has no own training, the session keeps its own training.
        plans_own: Whether the link shows the own training.
    """
    if values or plans_own:
        return {**OWN_DEFAULTS, **values}
    return base.own_training


def write_own_training(state: LabState) -> dict[str, str]:
    """Return the query parameters of the visitor's own training; none if there is no own training."""
    parameters = {"plan": OWN_PLAN} if state.plans_own else {}
    return parameters | {
        f"{OWN_PREFIX}{name}": write_value(value)
        for name, value in state.own_training.items()
        if OWN_PARAMETERS[name].is_written(value)
    }
