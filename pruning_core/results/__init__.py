"""The values of finished runs: outcome, sizes, times, mistakes, and what these numbers show."""
