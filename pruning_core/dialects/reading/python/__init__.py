"""Reads Python without running it: parses a text, follows its statements, computes its arithmetic."""
