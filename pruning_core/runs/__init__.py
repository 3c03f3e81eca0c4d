"""Runs: their configs, their events and their states."""
