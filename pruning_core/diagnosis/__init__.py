"""Findings: the problems of a schedule in a training, why they matter, and how to fix them."""

from pruning_core.diagnosis.examination import diagnose
from pruning_core.diagnosis.finding import Code, Finding, Severity
from pruning_core.diagnosis.table import WHY

__all__ = ["WHY", "Code", "Finding", "Severity", "diagnose"]
