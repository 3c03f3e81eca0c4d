"""Reading: the layers of a network, from a pasted text or from a model file, without TensorFlow."""
