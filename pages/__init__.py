"""The pages of the lab, and what they are built of."""
