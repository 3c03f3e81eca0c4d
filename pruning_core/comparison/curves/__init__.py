"""The measurements of a run: complete as points, and thinned for a screen as buckets."""
