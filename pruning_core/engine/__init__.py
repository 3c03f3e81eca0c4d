"""The engine: who trains which run, when, and how its events reach the store."""
