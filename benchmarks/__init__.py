"""What the lab costs, as ratios within one run."""
