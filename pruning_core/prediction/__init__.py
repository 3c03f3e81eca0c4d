"""What masks will hold, known before training."""
