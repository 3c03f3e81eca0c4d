"""Measures a network while it trains."""
