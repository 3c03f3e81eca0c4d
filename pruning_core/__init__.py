"""The core of the Pruning Schedule Lab: schedules, masks, plans and runs, without a user interface."""

from pruning_core.diagnosis import Finding, Proposal, diagnose, propose
from pruning_core.dialects.reading import PastedSchedule, read_schedule, read_schedules
from pruning_core.experiments.statistics.paired_comparison import PairedComparison
from pruning_core.networks import Layer, LayerTable
from pruning_core.plan import TrainingPlan
from pruning_core.prediction.masks import applied_sparsity, kept_weights, update_steps
from pruning_core.schedules import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    schedule_from_config,
    schedule_from_json,
)

__all__ = [
    "ConstantSparsity",
    "Finding",
    "KeyframeSchedule",
    "Layer",
    "LayerTable",
    "PairedComparison",
    "PastedSchedule",
    "PolynomialDecay",
    "Proposal",
    "Schedule",
    "TrainingPlan",
    "applied_sparsity",
    "diagnose",
    "kept_weights",
    "propose",
    "read_schedule",
    "read_schedules",
    "schedule_from_config",
    "schedule_from_json",
    "update_steps",
]
