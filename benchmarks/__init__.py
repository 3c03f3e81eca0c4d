"""Benchmarks of the lab; most print a ratio to something measured in the same run."""
