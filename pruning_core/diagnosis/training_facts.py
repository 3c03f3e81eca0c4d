"""TrainingFacts: the known facts about the training for which a schedule is examined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from pruning_core.checks import check_number, check_whole, quoted, store_checked
from pruning_core.errors import PlanError
from pruning_core.kernels import Kernel
from pruning_core.networks.layer import kernels_of_layers
from pruning_core.networks.layer_table import LayerTable
from pruning_core.plan import TrainingPlan
from pruning_core.texts import gettext, grouped

Rates = Callable[[NDArray[np.int64]], Any]
"""The learning rate at each step: int64 (n,) -> float (n,). Steps are counted from 1."""

RECOVERY_PARTS = 20
"""In the last 1/20 (5 %) of the training, the network recovers."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class TrainingFacts:
    """The known facts about a training. A rule about an unknown fact has no finding.

    Attributes:
        total_steps: Length of the training in steps, at least 0.
        kernels: The kernels that are pruned; empty if the network is unknown.
        steps_per_epoch: Steps in one epoch; None if unknown.
        learning_rate: The learning rate at each step; None if it is constant or unknown.
        earliest_stop: The first step at which early stopping may end the training; None without early stopping.
        zeros: The fraction of the weights that are exactly zero before the training, in [0, 1);
            above 0 if the network was pruned before.

    Raises:
        PlanError: If a number is out of range; its `field` is the attribute's name.
    """

    total_steps: int
    kernels: tuple[Kernel, ...] = ()
    steps_per_epoch: int | None = None
    learning_rate: Rates | None = None
    earliest_stop: int | None = None
    zeros: float = 0.0

    def __post_init__(self) -> None:
        total = check_whole("total_steps", self.total_steps, least=0, error=PlanError)
        zeros = check_number("zeros", self.zeros, error=PlanError)
        if not 0 <= zeros < 1:
            raise PlanError(
                "zeros", gettext("zeros must be at least 0 and below 1, got {value}", value=zeros)
            )
        for field in ("steps_per_epoch", "earliest_stop"):
            if (steps := getattr(self, field)) is not None:
                store_checked(self, **{field: check_whole(field, steps, least=1, error=PlanError)})
        store_checked(self, total_steps=total, zeros=zeros, kernels=tuple(self.kernels))

    @property
    def epochs(self) -> int | None:
        """The number of epochs, with an incomplete last epoch; None if the number is unknown."""
        return (
            None if self.steps_per_epoch is None else -(-self.total_steps // self.steps_per_epoch)
        )

    @property
    def last_step_before_recovery(self) -> int:
        """The last step that has at least 5 % of the training after it.

        >>> TrainingFacts(total_steps=200).last_step_before_recovery
        190
        """
        return self.total_steps - -(-self.total_steps // RECOVERY_PARTS)


class KnownFacts(TypedDict, total=False):
    """The optional facts that `diagnose` and `propose` accept beside steps and kernels.

    Attributes:
        plan: The plan of the training, to recognise steps that were given in epochs.
        learning_rate: An array of the rates at the steps 1..total_steps; or a function of such steps,
            int64 (n,) -> float (n,); or a learning-rate schedule, whose method `rate` counts optimizer
            steps from 0.
        earliest_stop: The first step at which early stopping may end the training.
        zeros: The fraction of weights that are exactly zero before the training, because the network
            was pruned before.
    """

    plan: TrainingPlan | None
    learning_rate: object
    earliest_stop: int | None
    zeros: float


def facts_of(
    total_steps: int, network: Sequence[Kernel] | LayerTable, known: KnownFacts
) -> TrainingFacts:
    """The facts of a training: steps, kernels and optional facts.

    Args:
        total_steps: Length of the training in steps.
        network: The kernels that are pruned, or a layer table, whose prunable layers are pruned.
        known: The optional facts.

    Raises:
        PlanError: If a number is invalid.
    """
    plan = known.get("plan")
    return TrainingFacts(
        total_steps=total_steps,
        kernels=kernels_of_layers(network.prunable)
        if isinstance(network, LayerTable)
        else tuple(network),
        steps_per_epoch=None if plan is None else plan.calls_per_epoch,
        learning_rate=read_rates(
            known.get("learning_rate"),
            total_steps,
            calls_per_step=1 if plan is None else plan.calls_per_step,
        ),
        earliest_stop=known.get("earliest_stop"),
        zeros=known.get("zeros", 0.0),
    )


def read_rates(learning_rate: object, total_steps: int, *, calls_per_step: int = 1) -> Rates | None:
    """The learning rate as a function of steps.

    Args:
        learning_rate: One of the forms in `KnownFacts`, or None.
        total_steps: Length of the training in steps.
        calls_per_step: The steps of a pruned layer in one optimizer step.

    Raises:
        PlanError: If `learning_rate` has another form, or is an array with fewer rates than steps.

    >>> rates = read_rates([0.1, 0.01], 2)
    >>> rates(np.array([2, 1]))
    array([0.01, 0.1 ])
    """
    if learning_rate is None:
        return None
    if callable(method := getattr(learning_rate, "rate", None)):
        return partial(rate_of_calls, method, calls_per_step)
    if callable(learning_rate):
        return learning_rate
    try:
        rates = np.asarray(learning_rate, np.float64)
    except (TypeError, ValueError):
        rates = np.zeros(0)
    if rates.ndim != 1 or rates.size < total_steps:
        raise PlanError(
            "learning_rate",
            gettext(
                "learning_rate must be a function of steps, or have a rate for each of {steps} steps, "
                "got {value}",
                steps=grouped(total_steps),
                value=quoted(learning_rate),
            ),
        )
    return lambda steps: rates[np.asarray(steps) - 1]


def rate_of_calls(method: Rates, calls_per_step: int, steps: NDArray[np.int64]) -> Any:  # noqa: ANN401 (an array)
    """The learning rates at steps of a pruned layer. One optimizer step has `calls_per_step` steps of the layer."""
    return method((steps - 1) // calls_per_step)
