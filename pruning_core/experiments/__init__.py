"""Experiments: planned sets of paired runs, and what they show."""
