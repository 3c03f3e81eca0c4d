"""The form for a new experiment, its file, and its start."""
