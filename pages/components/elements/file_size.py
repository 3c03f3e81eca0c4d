"""Writes the size of a file as a short text."""

UNIT_SIZES = {"MB": 1_000_000, "kB": 1_000}


def format_size(size: int) -> str:
    """Return a size in bytes as a text that is short enough for a button.

    >>> format_size(1_601_609), format_size(327_020), format_size(12)
    ('1.6 MB', '327.0 kB', '12 B')
    """
    for unit, bytes_of_unit in UNIT_SIZES.items():
        if size >= bytes_of_unit:
            return f"{size / bytes_of_unit:,.1f} {unit}"
    return f"{size} B"
