"""Runs: what is trained, what happened, and who trains it."""
