"""tf.data pipelines for training and testing, without TensorFlow's automatic tuning.

TensorFlow's tuner inspects a pipeline repeatedly, and sleeps between the inspections. The first sleep
takes 10 ms, and each later one takes twice as long. If a pipeline ends during a sleep, the pipeline waits
for the end of this sleep. This can take as long as the whole training.
"""

import numpy as np
import tensorflow as tf


def disable_tuning(data: tf.data.Dataset) -> tf.data.Dataset:
    """Return a pipeline with the same data, but without automatic tuning."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return data.with_options(options)


def batches_in_order(images: np.ndarray, labels: np.ndarray, *, batch_size: int) -> tf.data.Dataset:
    """Batches for validation and tests, in the order of the examples. The last batch may be smaller.

    Args:
        images: Array (n, ...).
        labels: Array (n,).
        batch_size: Examples in one batch.

    Returns:
        Pairs of images (b, ...) and labels (b,), b <= batch_size.

    >>> data = batches_in_order(np.zeros((5, 2)), np.arange(5), batch_size=3)
    >>> [labels.numpy().tolist() for _images, labels in data]
    [[0, 1, 2], [3, 4]]
    """
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    return disable_tuning(data.batch(batch_size).prefetch(1))
