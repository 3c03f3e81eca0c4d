"""Reads `model.summary()` of Keras 2 and Keras 3. A summary contains numbers of weights, but no kernel shapes."""
