"""The data sets: their origin, how they are checked, and how they are read."""
