"""The networks of runs: built, pruned, traced and used again."""
