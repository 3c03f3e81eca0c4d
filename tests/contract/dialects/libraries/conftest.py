"""Tells pytest not to import the scripts that run in other environments."""

collect_ignore = ["inside.py", "inside_coreai.py", "tiny_training.py"]
