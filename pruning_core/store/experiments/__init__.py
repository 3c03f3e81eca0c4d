"""Experiments in SQL: their rows, the planned runs that are queued next, and requests for model files."""
