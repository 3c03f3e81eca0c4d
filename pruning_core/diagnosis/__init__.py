"""Findings: what is wrong with a schedule in a training, why it matters, and how to fix it."""

from pruning_core.diagnosis.examination import diagnose
from pruning_core.diagnosis.finding import Code, Finding, Severity
from pruning_core.diagnosis.table import WHY

__all__ = ["WHY", "Code", "Finding", "Severity", "diagnose"]
