"""The files of a trained network, and what they are worth."""
