"""A Keras model as TFLite files: as it is, with 8-bit weights, and with its zeros left out."""

import tensorflow as tf
import tf_keras as keras

from pruning_core.errors import ConversionError
from pruning_core.results.model_results import FLOAT, INT8, SPARSE

OPTIMIZATIONS = {
    FLOAT: [],
    INT8: [tf.lite.Optimize.DEFAULT],  # without examples of inputs: dynamic range
    SPARSE: [tf.lite.Optimize.EXPERIMENTAL_SPARSITY],
}


def converted(model: keras.Model, name: str) -> bytes:
    """The content of the TFLite file with this name.

    Raises:
        ConversionError: When the converter fails; the message is the first line of its error.
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = OPTIMIZATIONS[name]
    try:
        content: bytes = converter.convert()
    except OSError:
        raise
    except Exception as error:  # ConverterError, ValueError, tf.errors: no base of their own
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ConversionError(first[:200]) from error
    return content
