"""The fixes of findings: candidates for each finding, the changes that make them, and gentle schedules."""
