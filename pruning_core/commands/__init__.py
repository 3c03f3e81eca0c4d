"""The commands of `python -m pruning_core`, and their flags."""
