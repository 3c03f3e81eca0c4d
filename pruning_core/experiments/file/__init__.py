"""Experiments as TOML files: reading, writing, and an example."""

from pruning_core.experiments.file.reading import read_experiment
from pruning_core.experiments.file.writing import write_experiment

__all__ = ["read_experiment", "write_experiment"]
