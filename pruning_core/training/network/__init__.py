"""Builds, prunes and traces the networks of runs, and uses traced networks again."""
