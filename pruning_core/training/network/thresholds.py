"""Computes tfmot's masks faster. It finds the threshold of an update without sorting."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
import tf_keras as keras

SMALLEST_NORMAL, INFINITY = 0x0080_0000, 0x7F80_0000
"""The bits of the smallest normal float32 number, and of the float32 infinity."""
FindMask = Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]]


def select_thresholds(model: keras.Model) -> None:
    """Change the mask updates of a model: they select the threshold. Call this before the model is traced.

    tfmot sorts all magnitudes, and then reads only one magnitude. The sorting takes most of the time of
    an update. With selection, thresholds and masks are exactly equal to those of tfmot.
    """
    for layer in model.layers:
        if hasattr(layer, "pruning_obj"):
            pruning_object = layer.pruning_obj
            find_mask_by_sorting = pruning_object._update_mask  # noqa: SLF001  (there is no public method)
            pruning_object._update_mask = make_mask_finder(pruning_object, find_mask_by_sorting)  # noqa: SLF001  (as above)


def make_mask_finder(pruning_object: Any, find_mask_by_sorting: FindMask) -> FindMask:  # noqa: ANN401  (tfmot's, without types)
    """A function that computes the threshold and the mask of float32 weights.

    Args:
        pruning_object: tfmot's `Pruning` of the layer.
        find_mask_by_sorting: tfmot's own `_update_mask`. It is used if a weight is NaN or subnormal. Some
            threads treat subnormal numbers as zero. Then only tfmot's sort gives the same order.

    Returns:
        A function from weights of any shape to their threshold, of shape (), and their mask.

    Source: `Pruning._update_mask` of tfmot 0.8.1.
    """

    def find_mask(weights: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        magnitudes = tf.abs(weights)

        def select_mask() -> tuple[tf.Tensor, tf.Tensor]:
            sparsity = pruning_object._pruning_schedule(pruning_object._step_fn())[1]  # noqa: SLF001
            size = tf.cast(tf.size(magnitudes), tf.float32)
            n_kept = tf.cast(tf.maximum(tf.round(size * (1 - sparsity)), 1), tf.int32)
            threshold = tf.raw_ops.NthElement(
                input=tf.reshape(magnitudes, [-1]), n=n_kept - 1, reverse=True
            )
            return threshold, tf.cast(magnitudes >= threshold, weights.dtype)

        bits = tf.bitcast(magnitudes, tf.int32)  # integers with the same order as the magnitudes
        is_ordered = (bits == 0) | (bits >= SMALLEST_NORMAL) & (bits <= INFINITY)
        return tf.cond(
            tf.reduce_all(is_ordered), select_mask, lambda: find_mask_by_sorting(weights)
        )

    return find_mask
