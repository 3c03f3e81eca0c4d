"""What is wrong with a schedule within a training, why it matters, and how to put it right."""

from pruning_core.diagnosis.examination import diagnose
from pruning_core.diagnosis.finding import Code, Finding, Severity
from pruning_core.diagnosis.why import WHY

__all__ = ["WHY", "Code", "Finding", "Severity", "diagnose"]
