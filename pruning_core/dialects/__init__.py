"""How other pruning libraries would run the same schedule, and the code for these libraries."""

from collections.abc import Callable
from dataclasses import dataclass

from pruning_core.dialects import coreai, intel, jaxpruner, nni, sparseml, torch_ao
from pruning_core.dialects.intent import Intent, intent_of
from pruning_core.dialects.translation import Staircase, Translation, Untranslatable
from pruning_core.plan import TrainingPlan
from pruning_core.schedules import ConstantSparsity, KeyframeSchedule, PolynomialDecay, Schedule
from pruning_core.texts import gettext, grouped

__all__ = [
    "DIALECTS",
    "Dialect",
    "Staircase",
    "Translation",
    "Untranslatable",
    "translate",
    "translate_for",
]

MAX_COMPARED_STEPS = 10_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """A library that the lab can translate schedules for.

    Attributes:
        library: Name and version of the library.
        status: One sentence: whether somebody maintains the library, or since when nobody does.
        translate: Translates a constant or polynomial schedule.
        no_keyframes: One sentence: the reason why a curve through points has no translation.
    """

    library: str
    status: str
    translate: Callable[[Intent], Translation | Untranslatable]
    no_keyframes: str


DIALECTS: dict[str, Dialect] = {
    name: Dialect(
        library=module.LIBRARY,
        status=module.STATUS,
        translate=module.translate,
        no_keyframes=module.NO_KEYFRAMES,
    )
    for name, module in {
        "jaxpruner": jaxpruner,
        "torch_ao": torch_ao,
        "nni": nni,
        "sparseml": sparseml,
        "intel": intel,
        "coreai": coreai,
    }.items()
}
"""Every library that the lab can translate schedules for, in the order of the page."""


def translate(schedule: Schedule, plan: TrainingPlan) -> tuple[Translation | Untranslatable, ...]:
    """The translation of a schedule for each library, in the order of `DIALECTS`.

    If a library does not have the same curve, the translation uses its nearest curve, and
    `difference` describes the difference. If even the nearest curve is too different, the result
    is `Untranslatable`, with the reason.

    Args:
        schedule: The schedule. An `end_step` of -1 means the end of the plan.
        plan: The plan of the training. SparseML uses its epochs; differences depend on its length.

    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.875, begin_step=38, end_step=192)
    >>> plan = TrainingPlan(num_examples=60000, batch_size=250, epochs=1, validation_split=0.2)
    >>> sparseml = translate(decay, plan)[3]
    >>> sparseml.update_steps(plan.total_steps), sparseml.sparsity([38, 192])
    (array([ 38, 138, 192]), array([0.   , 0.875], dtype=float32))
    """
    return tuple(translate_for(name, schedule, plan) for name in DIALECTS)


def translate_for(
    name: str, schedule: Schedule, plan: TrainingPlan
) -> Translation | Untranslatable:
    """The translation of a schedule for one library, by its name in `DIALECTS`; see `translate`."""
    dialect = DIALECTS[name]
    if plan.total_steps > MAX_COMPARED_STEPS:
        reason = gettext(
            "The masks are compared step by step, in trainings of up to {most} steps, and yours has "
            "{number}",
            most=grouped(MAX_COMPARED_STEPS),
            number=grouped(plan.total_steps),
        )
        return Untranslatable(library=dialect.library, reason=f"{reason}.")
    match schedule:
        case ConstantSparsity() | PolynomialDecay():
            return dialect.translate(intent_of(schedule, plan))
        case KeyframeSchedule():
            return Untranslatable(library=dialect.library, reason=gettext(dialect.no_keyframes))
