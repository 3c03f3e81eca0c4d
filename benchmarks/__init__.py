"""Benchmarks of the lab. Most benchmarks compare the lab with another program for the same task, in the same run."""
