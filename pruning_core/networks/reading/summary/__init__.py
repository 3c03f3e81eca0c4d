"""Reads `model.summary()` of Keras 2 and Keras 3. It holds numbers of weights, and no kernel shapes."""
