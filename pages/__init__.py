"""The pages of the lab, and their components."""
