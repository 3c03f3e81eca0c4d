"""Experiments on a page: start one, follow it, and read what it shows. The published answers use the same parts."""
