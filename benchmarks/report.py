"""How a measurement is printed: medians and their ratio, with every value beside them."""

import sys
from collections.abc import Sequence
from statistics import median


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_values(name: str, values: Sequence[float], unit: str) -> None:
    """Print a median, and the values that it is the median of."""
    each = ", ".join(f"{value:.3g}" for value in values)
    say(f"{name}: median {median(values):.4g} {unit} (of {each})")


def say_ratio(name: str, ours: Sequence[float], theirs: Sequence[float], target: str) -> None:
    """Print the ratio of two medians beside its target."""
    say(f"{name}: ratio of medians {median(ours) / median(theirs):.3f} (target {target})")
