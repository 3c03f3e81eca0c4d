"""The explorer outside the lab: as an offline page, and embedded in another web page."""
