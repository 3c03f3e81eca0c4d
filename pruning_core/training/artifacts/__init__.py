"""The files of a trained network, and their measurements."""
