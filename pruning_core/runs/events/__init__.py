"""The events of runs: their kinds, their fields, their JSON and their sentences."""
