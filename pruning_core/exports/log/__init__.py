"""A run's event log as a table and as TensorBoard files."""
