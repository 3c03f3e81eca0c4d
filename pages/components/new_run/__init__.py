"""The form of a new run, its start, and links to runs of the same training."""
