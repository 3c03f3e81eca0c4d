"""Predictions: update steps, kept weights and applied sparsity, computed before a training."""
