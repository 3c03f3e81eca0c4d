"""Tells pytest not to import `inside.py`, which runs in another environment."""

collect_ignore = ["inside.py"]
