"""Converts a Keras model to TFLite files: with float weights, with 8-bit weights, and without its zeros."""

import tensorflow as tf
import tf_keras as keras

from pruning_core.errors import ConversionError
from pruning_core.results.model_results import FLOAT, INT8, SPARSE

OPTIMIZATIONS = {
    FLOAT: [],
    INT8: [tf.lite.Optimize.DEFAULT],  # dynamic range, because there are no example inputs
    SPARSE: [tf.lite.Optimize.EXPERIMENTAL_SPARSITY],
}


def convert_to_tflite(model: keras.Model, name: str) -> bytes:
    """The content of the TFLite file with this name.

    Raises:
        ConversionError: If the converter fails. The message is the first line of its error.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = OPTIMIZATIONS[name]
    try:
        content: bytes = converter.convert()
    except OSError:
        raise
    except Exception as error:  # ConverterError, ValueError and tf.errors have no common base class
        first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ConversionError(first_line[:200]) from error
    return content
