"""The table of a comparison: a row for each setting and each result, with a value for each run."""
