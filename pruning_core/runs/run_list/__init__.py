"""The list of runs: which runs it shows, in which order, and what its owner may change."""
