"""What a finding is: what can be wrong with a schedule in a training, and how bad it is."""

from dataclasses import dataclass
from enum import StrEnum

from pruning_core.schedules import Schedule


class Severity(StrEnum):
    """How much a finding matters, most first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """What was found."""

    BEGINS_AFTER_TRAINING = "begins_after_training"
    NEVER_UPDATES = "never_updates"
    TARGET_MISSED = "target_missed"
    ENDS_AFTER_TRAINING = "ends_after_training"
    POWER_ZERO = "power_zero"
    SPARSITY_FALLS = "sparsity_falls"
    LARGE_JUMP = "large_jump"
    NO_RECOVERY = "no_recovery"
    ONE_WEIGHT_LEFT = "one_weight_left"
    FIRST_UPDATE_LATE = "first_update_late"
    UPDATES_EVERY_STEP = "updates_every_step"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something about a schedule in a training that its user would want to know.

    Attributes:
        code: What was found.
        severity: How much it matters.
        message: One sentence of plain English, with the numbers in it.
        fix: A schedule without this finding and without a new error, or None.
    """

    code: Code
    severity: Severity
    message: str
    fix: Schedule | None
