"""Proposes a schedule without a finding for a target and a training, with the reason for each of its numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np

from pruning_core.diagnosis.course import make_course
from pruning_core.diagnosis.examination import FixSearch
from pruning_core.diagnosis.fixes.gentle import END_FIFTHS, FIFTHS, last_useful_step
from pruning_core.diagnosis.rules.sentences import percentage_points
from pruning_core.diagnosis.training_facts import KnownFacts, TrainingFacts, facts_of
from pruning_core.errors import PlanError
from pruning_core.kernels import Kernel
from pruning_core.networks.layer_table import LayerTable
from pruning_core.prediction.masks import kept_at
from pruning_core.prediction.summary import percent
from pruning_core.schedules import PolynomialDecay, Schedule
from pruning_core.schedules.window import check_sparsity
from pruning_core.texts import gettext, grouped, ngettext


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a parameter of a proposed schedule has its value.

    Attributes:
        parameter: The name of the parameter, as tfmot spells it.
        value: The value of the parameter.
        text: The reason, one sentence in the visitor's language.
    """

    parameter: str
    value: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A schedule without a finding, as a start.

    Attributes:
        schedule: The schedule.
        reasons: The reason for each parameter of the schedule.
        dense_layers: The layers that should not be pruned, because a kernel would keep a single weight.
    """

    schedule: Schedule
    reasons: tuple[Reason, ...]
    dense_layers: tuple[str, ...]


def propose(
    target: float,
    total_steps: int,
    kernels: Sequence[Kernel] | LayerTable = (),
    **known: Unpack[KnownFacts],
) -> Proposal:
    """A schedule that ends at `target`, and has no finding in this training.

    Args:
        target: The sparsity at the end, in [0, 1).
        total_steps: Length of the training in steps.
        kernels: The kernels of the network, or a layer table; layers that are too small for the target are not pruned.
        known: The optional facts about the training; see `KnownFacts`.

    Raises:
        ScheduleError: If the target is not in [0, 1).
        PlanError: If a number about the training is invalid, or no schedule without a finding exists.

    >>> proposal = propose(0.875, 5760)
    >>> proposal.schedule  # doctest: +ELLIPSIS
    PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.875, begin_step=1152, end_step=4552, ...
    >>> [reason.parameter for reason in proposal.reasons][:3]
    ['initial_sparsity', 'final_sparsity', 'begin_step']
    """
    return propose_for(target, facts_of(total_steps, kernels, known))


def propose_for(target: float, training: TrainingFacts) -> Proposal:
    """A schedule that ends at `target` and has no finding in this training; see `propose`."""
    target = check_sparsity("target_sparsity", target)
    dense = layers_too_small(target, training.kernels)
    pruned = tuple(kernel for kernel in training.kernels if kernel.layer not in dense)
    if training.kernels and not pruned:
        raise PlanError(
            "target_sparsity",
            gettext(
                "at {target}, each layer of the network keeps a single weight: lower the target",
                target=percent(target),
            ),
        )
    training = replace(training, kernels=pruned)
    schedule = FixSearch(training).first_without_finding(target)
    if schedule is None:
        raise PlanError("total_steps", why_nothing_fits(target, training))
    reasons = tuple(reasons_of(schedule, training))
    return Proposal(schedule=schedule, reasons=reasons, dense_layers=dense)


def layers_too_small(target: float, kernels: Sequence[Kernel]) -> tuple[str, ...]:
    """The layers with a kernel of several weights that would keep a single weight.

    >>> layers_too_small(0.9, [Kernel(layer="gate", shape=(12,)), Kernel(layer="dense", shape=(20, 11))])
    ('gate',)
    """
    fraction = np.array([1 - target], np.float32)
    small = (
        kernel.layer
        for kernel in kernels
        if kernel.n_weights > 1 and int(kept_at(fraction, kernel.n_weights)[0]) == 1
    )
    return tuple(dict.fromkeys(small))


def why_nothing_fits(target: float, training: TrainingFacts) -> str:
    """The reason why no schedule without a finding exists, and the way out."""
    if training.zeros > target:
        return gettext(
            "the network holds {zeros} zeros before the training, more than the target of {target}: "
            "raise the target",
            zeros=percent(training.zeros),
            target=percent(target),
        )
    return ngettext(
        "no schedule to {target} without a finding fits into {count} step: train longer, or lower the target",
        "no schedule to {target} without a finding fits into {count} steps: train longer, or lower the target",
        training.total_steps,
        target=percent(target),
    )


def reasons_of(schedule: Schedule, training: TrainingFacts) -> Iterator[Reason]:
    """The reason for each parameter of a proposed schedule."""
    texts = {
        "initial_sparsity": initial_reason(training),
        "final_sparsity": gettext("This is the target."),
        "target_sparsity": gettext("This is the target."),
        "begin_step": begin_reason(schedule, training),
        "end_step": end_reason(schedule, training),
        "power": power_reason(schedule),
        "frequency": frequency_reason(schedule, training),
    }
    for parameter, value in schedule.get_config()["config"].items():
        yield Reason(parameter=parameter, value=value, text=texts[parameter])


def initial_reason(training: TrainingFacts) -> str:
    """The reason for the initial sparsity."""
    if training.zeros > 0:
        return gettext("The network holds so many zeros already.")
    return gettext("The network begins dense, so no update removes many weights at once.")


def begin_reason(schedule: Schedule, training: TrainingFacts) -> str:
    """The reason for the begin step."""
    share = percent(schedule.begin_step / training.total_steps)
    if schedule.begin_step * 2 * FIFTHS >= training.total_steps:
        return gettext(
            "After {share} of the training, the network has learnt which weights matter.",
            share=share,
        )
    return gettext("Pruning begins early, because few steps are left for it.")


def end_reason(schedule: Schedule, training: TrainingFacts) -> str:
    """The reason for the end step."""
    total, left = training.total_steps, grouped(training.total_steps - schedule.end_step)
    last = last_useful_step(training)
    if last < min(training.last_step_before_recovery, END_FIFTHS * total // FIFTHS):
        if last == training.earliest_stop:
            return gettext("The training may stop at step {stop}.", stop=grouped(last))
        return gettext(
            "After step {last}, the learning rate is too small to recover.", last=grouped(last)
        )
    return gettext(
        "The {left} steps after the last update, of {total}, win back accuracy.",
        left=left,
        total=grouped(total),
    )


def power_reason(schedule: Schedule) -> str:
    """The reason for the power."""
    if isinstance(schedule, PolynomialDecay) and schedule.power > 1:
        return gettext(
            "Most weights go first, while many are left to replace them (Zhu and Gupta 2017)."
        )
    return gettext("So few updates fit that a steeper curve would remove too many weights at once.")


def frequency_reason(schedule: Schedule, training: TrainingFacts) -> str:
    """The reason for the frequency."""
    course = make_course(schedule, training)
    jump = percentage_points(float(course.rises[course.are_adjacent].max()))
    return ngettext(
        "This makes {count} update, which raises the sparsity by {jump}.",
        "This makes {count} updates, and the largest raises the sparsity by {jump}.",
        len(course.updates),
        jump=jump,
    )
