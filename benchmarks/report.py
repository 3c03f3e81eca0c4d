"""Prints measurements: all values, their medians, and ratios of medians."""

import sys
from collections.abc import Sequence
from statistics import median


def print_line(line: str) -> None:
    """Print a line immediately."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_values(name: str, values: Sequence[float], unit: str) -> None:
    """Print some values and their median."""
    all_values = ", ".join(f"{value:.3g}" for value in values)
    print_line(f"{name}: median {median(values):.4g} {unit} (of {all_values})")


def print_ratio(
    name: str, numerator: Sequence[float], denominator: Sequence[float], target: str
) -> None:
    """Print the ratio of two medians, with its target."""
    print_line(
        f"{name}: ratio of medians {median(numerator) / median(denominator):.3f} (target {target})"
    )
