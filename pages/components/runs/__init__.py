"""Controls of one run, and the list of all runs."""
