"""Findings: the problems of a schedule in a training, why they matter, how to fix them, and what was checked."""

from pruning_core.diagnosis.examination import diagnose, examine
from pruning_core.diagnosis.finding import Code, Finding, Severity
from pruning_core.diagnosis.limits import LIMITS
from pruning_core.diagnosis.proposal import Proposal, Reason, propose, propose_for
from pruning_core.diagnosis.scope import Scope, scope_of
from pruning_core.diagnosis.table import WHY
from pruning_core.diagnosis.training_facts import KnownFacts, TrainingFacts, facts_of

__all__ = [
    "LIMITS",
    "WHY",
    "Code",
    "Finding",
    "KnownFacts",
    "Proposal",
    "Reason",
    "Scope",
    "Severity",
    "TrainingFacts",
    "diagnose",
    "examine",
    "facts_of",
    "propose",
    "propose_for",
    "scope_of",
]
