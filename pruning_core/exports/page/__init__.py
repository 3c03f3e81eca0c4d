"""The explorer on pages of other people: offline and embedded."""
