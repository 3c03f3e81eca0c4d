"""Benchmarks of the lab. Most compare the lab with another way to do the same, measured in the same run."""
