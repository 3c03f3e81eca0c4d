"""What a new run is made of."""
