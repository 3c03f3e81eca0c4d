"""What pytest must not import here: it runs in another environment."""

collect_ignore = ["inside.py"]
