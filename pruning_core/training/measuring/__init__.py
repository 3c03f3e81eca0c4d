"""What is measured while a network trains."""
