"""The value of a schedule editor, and its JSON for the browser."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import numpy as np

from pages.components.session.lab_state import LabState, NamedSchedule
from pages.components.session.layer_plan import LayerPlan
from pages.components.session.share_link import write_link
from pruning_core.diagnosis import (
    KnownFacts,
    TrainingFacts,
    examine,
    facts_of,
    scope_of,
)
from pruning_core.plan import TrainingPlan

MAX_RATES, DECIMALS = 200, 4
"""The points of the line of the learning rate, and the decimals of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EditorValue:
    """The content of a schedule editor.

    Attributes:
        schedules: One to six schedules.
        selected: Index of the schedule that is being edited.
        plan: The training plan for which the schedules are drawn and diagnosed.
        knows_epochs: Whether the plan has epochs. If not, the editor shows none.
        layers: The network with the schedules of its layers, to count the weights that an update removes.
        overlay: The sparsity that another library applies, with the keys `name`, `steps` and `sparsity`; or None.
        known: What findings know of the training beside its plan and its kernels.
        lesson: The address of the lesson. With `#` and the code of a finding, it leads to a section.
    """

    schedules: tuple[NamedSchedule, ...]
    plan: TrainingPlan
    layers: LayerPlan
    selected: int = 0
    knows_epochs: bool = True
    overlay: Mapping[str, Any] | None = None
    known: KnownFacts = field(default_factory=KnownFacts)
    lesson: str = "lesson"

    @property
    def facts(self) -> TrainingFacts:
        """What findings know of the training."""
        facts = facts_of(
            self.plan.total_steps, self.layers.kernels, {**self.known, "plan": self.plan}
        )
        return facts if self.knows_epochs else replace(facts, steps_per_epoch=None)


def value_of(
    state: LabState,
    plan: TrainingPlan,
    *,
    overlay: Mapping[str, Any] | None = None,
    learning_rate: object = None,
) -> EditorValue:
    """Return the value for a state and a plan. The link to the lesson contains the state."""
    return EditorValue(
        schedules=state.schedules,
        selected=state.selected,
        plan=plan,
        knows_epochs=state.knows_epochs,
        layers=state.layer_plan,
        overlay=overlay,
        known={**state.known_facts, "learning_rate": learning_rate},
        lesson=f"lesson?{urlencode(write_link(state))}",
    )


def describe(value: EditorValue) -> dict[str, Any]:
    """Return the value as JSON for the browser, with the findings about each schedule."""
    plan, facts = value.plan, value.facts
    return {
        "schedules": [
            {"name": named_schedule.name, **named_schedule.schedule.get_config()}
            for named_schedule in value.schedules
        ],
        "selected": value.selected,
        "total_steps": plan.total_steps,
        "steps_per_epoch": plan.calls_per_epoch if value.knows_epochs else 0,
        "epochs": plan.epochs if value.knows_epochs else 0,
        "layers": describe_layers(value.layers),
        "overlay": value.overlay,
        "rates": rates_of(facts),
        "zeros": facts.zeros,
        "earliest_stop": facts.earliest_stop,
        "findings": list(findings_of(value, facts)),
        "scope": asdict(scope_of(facts)),
    }


def rates_of(facts: TrainingFacts) -> dict[str, Any] | None:
    """Return the learning rate as fractions of its peak, or None if it is constant or unknown."""
    if facts.learning_rate is None:
        return None
    steps = np.unique(np.linspace(1, facts.total_steps, MAX_RATES).astype(np.int64))
    rates = np.asarray(facts.learning_rate(steps), np.float64)
    peak = float(rates.max())
    if peak <= 0 or np.all(rates == peak):
        return None
    fractions = (rates / peak).round(DECIMALS)
    return {"steps": steps.tolist(), "fractions": fractions.tolist(), "peak": f"{peak:.6g}"}


@lru_cache(maxsize=16)
def describe_layers(plan: LayerPlan) -> list[dict[str, Any]]:
    """Return the pruned kernels as JSON. Kernels of the same size and with the same choice are counted."""
    sizes: dict[tuple[int | None, float | None], Counter[int]] = {}
    for layer in plan.table.prunable:
        choice = plan.schedules.get(layer.name), plan.sparsities.get(layer.name)
        sizes.setdefault(choice, Counter()).update(layer.kernel_weights)
    return [
        {"schedule": index, "sparsity": sparsity, "sizes": [list(size) for size in counts.items()]}
        for (index, sparsity), counts in sizes.items()
    ]


def findings_of(value: EditorValue, facts: TrainingFacts) -> Iterator[dict[str, Any]]:
    """Yield the findings about each schedule as JSON. A schedule is examined with the kernels that it prunes."""
    for index, named_schedule in enumerate(value.schedules):
        facts_of_schedule = replace(facts, kernels=value.layers.kernels_of(index))
        for finding in examine(named_schedule.schedule, facts_of_schedule):
            yield {
                "schedule": index,
                "severity": str(finding.severity),
                "message": finding.message,
                "why": f"{value.lesson}#{finding.code}",
                "fix": None if finding.fix is None else finding.fix.get_config(),
            }
