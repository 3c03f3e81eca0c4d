"""The files of a trained network, and the measurements of them."""
