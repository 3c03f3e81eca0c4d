"""Trainings with tfmot: the only modules that import TensorFlow."""
