"""How data reaches a network while it trains and while it is tested: tf.data without its tuner.

TensorFlow's tuner looks at a pipeline in steps that double, from 10 ms on. A pipeline that ends while
the tuner sleeps can wait for it, about as long as the pipeline took.
"""

import numpy as np
import tensorflow as tf


def untuned(data: tf.data.Dataset) -> tf.data.Dataset:
    """The same data without the tuner."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return data.with_options(options)


def in_order(images: np.ndarray, labels: np.ndarray, *, batch_size: int) -> tf.data.Dataset:
    """Batches to validate and test with, in the order of the examples; the last may be smaller.

    Args:
        images: Array (n, ...).
        labels: Array (n,).
        batch_size: Examples in one batch.

    Returns:
        Pairs of images (b, ...) and labels (b,), b <= batch_size.

    >>> data = in_order(np.zeros((5, 2)), np.arange(5), batch_size=3)
    >>> [labels.numpy().tolist() for _images, labels in data]
    [[0, 1, 2], [3, 4]]
    """
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    return untuned(data.batch(batch_size).prefetch(1))
