"""The inference times of a run: a table, and sentences that compare the times."""
