"""Examines a schedule with all rules. A fix must pass the same rules."""

from collections.abc import Mapping, Sequence

from pruning_core.diagnosis.course import Course, make_course
from pruning_core.diagnosis.finding import Code, Finding, Severity
from pruning_core.diagnosis.fixes import Candidate
from pruning_core.diagnosis.table import TABLE
from pruning_core.diagnosis.timing import Observation
from pruning_core.errors import ScheduleError
from pruning_core.kernels import Kernel
from pruning_core.schedules import Schedule


def diagnose(
    schedule: Schedule, total_steps: int, kernels: Sequence[Kernel] = ()
) -> tuple[Finding, ...]:
    """The findings about a schedule in a training of `total_steps` steps, each with its fix.

    A fix is examined by the same rules: it must not have the finding that it fixes, and must not
    have a new error. If several fixes are possible, the result is the fix with the fewest
    warnings. If two have equally few, it is the smaller change.
    The time for all this does not depend on the length of the training.

    Args:
        schedule: The schedule that is examined.
        total_steps: Length of the training in steps, at least 0.
        kernels: The kernels that are pruned, for findings about single kernels.

    Returns:
        The findings, most severe first; empty if no rule finds anything.

    Raises:
        PlanError: If `total_steps` is not a valid number of steps.

    >>> from pruning_core import PolynomialDecay
    >>> decay = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=100, end_step=950)
    >>> finding, = diagnose(decay, 1200)
    >>> print(finding.code, finding.severity, finding.fix.end_step)
    target_missed warning 900
    >>> diagnose(finding.fix, 1200)
    ()
    """
    course = make_course(schedule, total_steps, kernels)
    observed = apply_rules(course)
    findings = [
        Finding(code=code, severity=severity, message=message, fix=find_fix(code, course, observed))
        for code, (severity, message) in observed.items()
    ]
    ranks = list(Severity)
    return tuple(sorted(findings, key=lambda finding: ranks.index(finding.severity)))


def apply_rules(course: Course) -> dict[Code, Observation]:
    """The observation of each rule. A rule without an observation is left out."""
    results = {code: row.rule(course) for code, row in TABLE.items()}
    return {code: observation for code, observation in results.items() if observation is not None}


def find_fix(code: Code, course: Course, observed: Mapping[Code, Observation]) -> Schedule | None:
    """The best candidate that passes the rules; None if none passes."""
    passed = []
    for candidate in TABLE[code].fixes(course):
        if (schedule := make_schedule(candidate)) is None:
            continue
        after = apply_rules(make_course(schedule, course.total_steps, course.kernels))
        warnings = [severity for severity, _ in after.values() if severity != Severity.NOTE]
        if code not in after and not errors(after) - errors(observed):
            passed.append((len(warnings), schedule))
    return min(passed, key=lambda pair: pair[0])[1] if passed else None


def errors(observed: Mapping[Code, Observation]) -> set[Code]:
    """The codes of the observations that are errors."""
    return {code for code, (severity, _) in observed.items() if severity == Severity.ERROR}


def make_schedule(candidate: Candidate) -> Schedule | None:
    """The candidate's schedule, or None if its parameters are invalid."""
    try:
        return candidate()
    except ScheduleError:
        return None
