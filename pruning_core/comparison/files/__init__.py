"""A comparison as files: CSV tables and a report."""
