"""The value of a schedule editor, and its JSON for the browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pages.components.session.lab_state import LabState, NamedSchedule
from pages.components.session.share_link import write_link
from pruning_core import diagnose
from pruning_core.kernels import Kernel
from pruning_core.plan import TrainingPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class EditorValue:
    """The content of a schedule editor.

    Attributes:
        schedules: One to six schedules.
        selected: Index of the schedule that is being edited.
        plan: The training plan for which the schedules are drawn and diagnosed.
        kernels: The kernels of the network, to count the weights that an update removes.
        overlay: The sparsity that another library applies, with the keys `name`, `steps` and `sparsity`; or None.
        lesson: The address of the lesson. With `#` and the code of a finding, it leads to a section.
    """

    schedules: tuple[NamedSchedule, ...]
    plan: TrainingPlan
    kernels: tuple[Kernel, ...]
    selected: int = 0
    overlay: Mapping[str, Any] | None = None
    lesson: str = "lesson"


def value_of(
    state: LabState, plan: TrainingPlan, *, overlay: Mapping[str, Any] | None = None
) -> EditorValue:
    """Return the value for a state and a plan. The link to the lesson contains the state."""
    return EditorValue(
        schedules=state.schedules,
        selected=state.selected,
        plan=plan,
        kernels=state.kernels,
        overlay=overlay,
        lesson=f"lesson?{urlencode(write_link(state))}",
    )


def describe(value: EditorValue) -> dict[str, Any]:
    """Return the value as JSON for the browser, with the findings about each schedule."""
    plan = value.plan
    return {
        "schedules": [
            {"name": named_schedule.name, **named_schedule.schedule.get_config()}
            for named_schedule in value.schedules
        ],
        "selected": value.selected,
        "total_steps": plan.total_steps,
        "steps_per_epoch": plan.steps_per_epoch,
        "epochs": plan.epochs,
        "kernels": [kernel.n_weights for kernel in value.kernels],
        "overlay": value.overlay,
        "findings": list(findings_of(value)),
    }


def findings_of(value: EditorValue) -> Iterator[dict[str, Any]]:
    """Yield the findings about each schedule as JSON."""
    for index, named_schedule in enumerate(value.schedules):
        for finding in diagnose(named_schedule.schedule, value.plan.total_steps, value.kernels):
            yield {
                "schedule": index,
                "severity": str(finding.severity),
                "message": finding.message,
                "why": f"{value.lesson}#{finding.code}",
                "fix": None if finding.fix is None else finding.fix.get_config(),
            }
