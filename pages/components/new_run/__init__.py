"""The form for a new run, the start of a run, and links to runs with the same config."""
