"""Finding: one problem of a schedule in a training, and how severe it is."""

from dataclasses import dataclass
from enum import StrEnum

from pruning_core.schedules import Schedule


class Severity(StrEnum):
    """How much a finding matters, the most severe first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """The rule that made the finding."""

    BEGINS_AFTER_TRAINING = "begins_after_training"
    NEVER_UPDATES = "never_updates"
    WINDOW_SPENT_EARLY = "window_spent_early"
    TARGET_MISSED = "target_missed"
    ENDS_AFTER_TRAINING = "ends_after_training"
    POWER_ZERO = "power_zero"
    SPARSITY_FALLS = "sparsity_falls"
    LARGE_JUMP = "large_jump"
    NO_RECOVERY = "no_recovery"
    STOPS_EARLY = "stops_early"
    LEARNING_RATE_LOW = "learning_rate_low"
    ZEROS_BEFORE_TRAINING = "zeros_before_training"
    ONE_WEIGHT_LEFT = "one_weight_left"
    FIRST_UPDATE_LATE = "first_update_late"
    UPDATES_EVERY_STEP = "updates_every_step"
    UPDATES_CHANGE_NOTHING = "updates_change_nothing"


Observation = tuple[Severity, str]
"""The severity of a finding, and the sentence that describes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One problem of a schedule in a training.

    Attributes:
        code: The rule that made the finding.
        severity: How much the finding matters.
        message: One sentence with numbers, in the visitor's language.
        fix: A schedule without any finding in this training; None if the lab knows no such schedule.
    """

    code: Code
    severity: Severity
    message: str
    fix: Schedule | None
