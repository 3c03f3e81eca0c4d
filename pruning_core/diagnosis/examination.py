"""Examines a schedule with all rules. A fix must pass the same rules."""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Unpack

from pruning_core.diagnosis.course import Course, make_course
from pruning_core.diagnosis.finding import Code, Finding, Observation, Severity
from pruning_core.diagnosis.fixes.for_schedules import Candidate
from pruning_core.diagnosis.fixes.gentle import gentle_schedules
from pruning_core.diagnosis.table import CONSEQUENCES, TABLE
from pruning_core.diagnosis.training_facts import KnownFacts, TrainingFacts, facts_of
from pruning_core.errors import ScheduleError
from pruning_core.kernels import Kernel
from pruning_core.networks.layer_table import LayerTable
from pruning_core.schedules import Schedule

MAX_EXPANDED = 8
"""The number of schedules with other findings that are tried as the first part of a fix."""
SEVERITIES = list(Severity)


def diagnose(
    schedule: Schedule,
    total_steps: int,
    kernels: Sequence[Kernel] | LayerTable = (),
    **known: Unpack[KnownFacts],
) -> tuple[Finding, ...]:
    """The findings about a schedule in a training of `total_steps` steps, each with its fix.

    Findings with the same cause are one finding. A fix is examined by the same rules, and has no
    finding at all. So if a schedule has several findings, each fix removes all of them.
    The time for all this does not depend on the length of the training.

    Args:
        schedule: The schedule that is examined.
        total_steps: Length of the training in steps, at least 0.
        kernels: The kernels that are pruned, or a layer table, for findings about single kernels.
        known: The optional facts about the training: `plan`, `learning_rate`, `earliest_stop`, `zeros`;
            see `KnownFacts`.

    Returns:
        The findings, most severe first; empty if no rule finds anything.

    Raises:
        PlanError: If a number about the training is invalid.

    >>> from pruning_core import PolynomialDecay
    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=100, end_step=950)
    >>> finding, = diagnose(decay, 1200)
    >>> print(finding.code, finding.severity, finding.fix.end_step)
    target_missed warning 900
    >>> diagnose(finding.fix, 1200)
    ()
    """
    return examine(schedule, facts_of(total_steps, kernels, known))


def examine(schedule: Schedule, training: TrainingFacts) -> tuple[Finding, ...]:
    """The findings about a schedule in a training; see `diagnose`."""
    search = FixSearch(training)
    observed = search.observe(schedule)
    findings = [
        Finding(code=code, severity=severity, message=message, fix=search.find(code, schedule))
        for code, (severity, message) in observed.items()
    ]
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def apply_rules(course: Course) -> dict[Code, Observation]:
    """The observation of each rule. Rules without an observation, and consequences of another finding, are left out.

    A finding is as severe as the most severe of its consequences.
    """
    results = {code: row.rule(course) for code, row in TABLE.items()}
    observed = {
        code: observation for code, observation in results.items() if observation is not None
    }
    consequences = {code for cause in observed for code in CONSEQUENCES.get(cause, ())}
    return {
        code: (severity_with_consequences(code, observed), message)
        for code, (_severity, message) in observed.items()
        if code not in consequences
    }


def severity_with_consequences(code: Code, observed: Mapping[Code, Observation]) -> Severity:
    """The highest severity of a finding and of the findings that have the same cause."""
    codes = {code} | CONSEQUENCES.get(code, frozenset()) & observed.keys()
    return min((observed[other][0] for other in codes), key=SEVERITIES.index)


class FixSearch:
    """Searches for schedules without a finding. The findings of each examined schedule are cached."""

    def __init__(self, training: TrainingFacts) -> None:
        self.training = training
        self._observed: dict[Schedule, Mapping[Code, Observation]] = {}

    def observe(self, schedule: Schedule) -> Mapping[Code, Observation]:
        """The observations about a schedule, by code."""
        if schedule not in self._observed:
            self._observed[schedule] = apply_rules(make_course(schedule, self.training))
        return self._observed[schedule]

    def find(self, code: Code, schedule: Schedule) -> Schedule | None:
        """A schedule without any finding, by the smallest change that removes `code`; None if there is none.

        If every candidate leaves other findings, the candidates of these findings change these schedules further,
        first the schedule with the fewest findings. If all this fails, the fix is a gentle schedule with the target.
        """
        numbers = count()
        waiting: list[tuple[int, int, Schedule]] = []
        tried = {schedule}
        codes = [code]
        for _expanded in range(MAX_EXPANDED):
            for candidate in self.candidates(codes, schedule):
                if candidate in tried:
                    continue
                tried.add(candidate)
                observed = self.observe(candidate)
                if not observed:
                    return candidate
                heappush(waiting, (len(observed), next(numbers), candidate))
            if not waiting:
                break
            _n_findings, _number, schedule = heappop(waiting)
            codes = list(self.observe(schedule))
        return self.first_without_finding(schedule.end_sparsity)

    def candidates(self, codes: Sequence[Code], schedule: Schedule) -> list[Schedule]:
        """The valid candidates for the fixes of these findings."""
        course = make_course(schedule, self.training)
        schedules = (make_schedule(make) for code in codes for make in TABLE[code].fixes(course))
        return [candidate for candidate in schedules if candidate is not None]

    def first_without_finding(self, target: float) -> Schedule | None:
        """The first gentle schedule without a finding; None if each gentle schedule has a finding."""
        schedules = (make_schedule(make) for make in gentle_schedules(target, self.training))
        without_finding = (
            candidate for candidate in schedules if candidate and not self.observe(candidate)
        )
        return next(without_finding, None)


def make_schedule(candidate: Candidate) -> Schedule | None:
    """The candidate's schedule, or None if its parameters are invalid."""
    try:
        return candidate()
    except ScheduleError:
        return None
