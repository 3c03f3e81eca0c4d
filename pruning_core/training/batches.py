"""The order in which a training sees its examples. Exported scripts contain it, so it does not import the lab."""

from collections.abc import Iterator
from itertools import count

import numpy as np
import tensorflow as tf


def epoch_order(n_examples: int, *, seed: int, epoch: int) -> np.ndarray:
    """The order of the examples in one epoch. The same seed always gives the same order.

    Args:
        n_examples: Number of examples.
        seed: Seed of the training, at least 0.
        epoch: Number of the epoch, counted from 0.

    Returns:
        int64 array (n_examples,): a permutation of 0..n_examples - 1.

    >>> sorted(epoch_order(5, seed=0, epoch=3).tolist())
    [0, 1, 2, 3, 4]
    """
    return np.random.default_rng([seed, epoch]).permutation(n_examples)


def batches(
    images: np.ndarray, labels: np.ndarray, *, batch_size: int, seed: int, steps: range
) -> tf.data.Dataset:
    """The batches of a range of steps. Each epoch has another order. The last batch of an epoch may be smaller.

    The batch of a step depends only on the arguments, not on earlier steps. So a training that resumes
    after an interruption sees the same batches as a training without interruption.

    Args:
        images: Array (n, ...).
        labels: Array (n,).
        batch_size: Examples in one batch.
        seed: Seed of the training; it determines the order of every epoch.
        steps: Consecutive steps, counted from 1; an epoch has ceil(n / batch_size) steps.

    Returns:
        Pairs of images (b, ...) and labels (b,) with the dtypes of the arguments; b <= batch_size.

    >>> data = batches(np.arange(5), np.arange(5), batch_size=2, seed=0, steps=range(2, 7))
    >>> [labels.shape[0] for _images, labels in data]
    [2, 1, 2, 2, 1]
    """
    n_examples = len(labels)
    first_epoch, skipped = divmod(steps.start - 1, -(-n_examples // batch_size))

    def make_orders() -> Iterator[np.ndarray]:
        for epoch in count(first_epoch):
            yield epoch_order(n_examples, seed=seed, epoch=epoch)

    def split_into_batches(order: tf.Tensor) -> tf.data.Dataset:
        return tf.data.Dataset.from_tensor_slices(order).batch(batch_size)

    # Tensors, because TensorFlow would copy arrays into the graph as constants.
    all_images, all_labels = tf.constant(images), tf.constant(labels)

    def gather_batch(indices: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.gather(all_images, indices), tf.gather(all_labels, indices)

    # Python makes one order per epoch, and nothing per step: during the steps it must measure.
    order = tf.data.Dataset.from_generator(
        make_orders, output_signature=tf.TensorSpec([n_examples], tf.int64)
    )
    indices = order.flat_map(split_into_batches).skip(skipped).take(len(steps))
    return indices.map(gather_batch).prefetch(1)
