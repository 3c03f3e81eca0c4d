"""Builds, prunes and traces the networks of runs, and reuses traced networks."""
