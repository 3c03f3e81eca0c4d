"""Reads model files: the config of a `.keras` file, and the config and the shapes in an `.h5` file."""
