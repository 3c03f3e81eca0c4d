"""The kernel shapes of each Keras class, computed from its config and its input shape.

Source: the methods `build` of the layers of Keras 2 (tf-keras 2.21); a contract test compares the shapes.
"""

import re
from collections.abc import Callable
from functools import partial
from math import prod

from pruning_core.networks.layer import KernelShape
from pruning_core.networks.reading.model.config_values import LayerConfig, read_shape

Kernels = tuple[KernelShape, ...]


def dense(config: LayerConfig) -> Kernels:
    """Inputs x units."""
    return ((config.axis(-1), config.whole("units")),)


def embedding(config: LayerConfig) -> Kernels:
    """Words x dimensions."""
    return ((config.whole("input_dim"), config.whole("output_dim")),)


def convolution(config: LayerConfig) -> Kernels:
    """Window x channels of one group x filters."""
    channels = config.channels() // config.whole("groups", 1)
    return ((*config.sizes("kernel_size"), channels, config.whole("filters")),)


def transposed_convolution(config: LayerConfig) -> Kernels:
    """Window x filters x channels."""
    return ((*config.sizes("kernel_size"), config.whole("filters"), config.channels()),)


def depthwise_convolution(config: LayerConfig) -> Kernels:
    """Window x channels x multiplier."""
    return ((*config.sizes("kernel_size"), config.channels(), config.whole("depth_multiplier", 1)),)


def separable_convolution(config: LayerConfig) -> Kernels:
    """The pointwise kernel, which tfmot masks: window of ones x (channels x multiplier) x filters."""
    ones = (1,) * len(config.sizes("kernel_size"))
    inputs = config.channels() * config.whole("depth_multiplier", 1)
    return ((*ones, inputs, config.whole("filters")),)


def recurrent(config: LayerConfig, *, gates: int) -> Kernels:
    """Inputs x (gates x units), and units x (gates x units)."""
    units = config.whole("units")
    return ((config.axis(-1), gates * units), (units, gates * units))


def recurrent_convolution(config: LayerConfig) -> Kernels:
    """The two kernels of a ConvLSTM, which has four gates."""
    window, filters = config.sizes("kernel_size"), config.whole("filters")
    return (
        (*window, config.channels(), 4 * filters),
        (*window, filters, 4 * filters),
    )


def attention(config: LayerConfig) -> Kernels:
    """Query, key and value: inputs x heads x size; output: heads x size x outputs."""
    heads, key_size = config.whole("num_heads"), config.whole("key_dim")
    value_size = config.whole("value_dim") if config.values.get("value_dim") else key_size
    query = config.axis(-1, "query_shape")
    value = config.axis(-1, "value_shape")
    key = config.axis(-1, "key_shape") if config.shapes.get("key_shape") else value
    outputs = config.sizes("output_shape") if config.values.get("output_shape") else (query,)
    return (
        (query, heads, key_size),
        (key, heads, key_size),
        (value, heads, value_size),
        (heads, value_size, *outputs),
    )


def locally_connected(config: LayerConfig) -> Kernels:
    """The kernel, for each of the three implementations in Keras."""
    window, channels = config.sizes("kernel_size"), config.channels()
    filters, strides = config.whole("filters"), config.sizes("strides")
    is_first = config.values.get("data_format") == "channels_first"
    before = tuple(config.axis(1 + is_first + index) for index in range(len(window)))
    is_same = config.values.get("padding") == "same"
    after = tuple(
        -(-(n if is_same else n - k + 1) // s)
        for n, k, s in zip(before, window, strides, strict=True)
    )
    match config.values.get("implementation", 1):
        case 1:
            return ((prod(after), prod(window) * channels, filters),)
        case 2 if is_first:
            return ((channels, *before, filters, *after),)
        case 2:
            return ((*before, channels, *after, filters),)
        case other if is_same:  # at the border, each output has fewer inputs
            raise config.invalid("implementation", other)
        case _:
            return ((prod(after) * prod(window) * channels * filters,),)


EQUATION = re.compile(
    r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(?:\.\.\.)?([a-zA-Z]+)(?:\.\.\.)?"
)


def einsum_dense(config: LayerConfig) -> Kernels:
    """The axes that the equation names, with their sizes in the input or in `output_shape`."""
    equation = config.values.get("equation")
    parts = EQUATION.fullmatch(equation.replace(" ", "")) if isinstance(equation, str) else None
    if parts is None:
        raise config.invalid("equation", equation)
    inputs, weights, outputs = parts[2], parts[4], parts[5]
    from_end = bool(parts[1])  # "...ab": the letters are the last axes
    sizes = read_shape(config.values.get("output_shape")) or ()
    # `output_shape` leaves out the batch, and the axes that "..." stands for.
    output_size = dict(zip(reversed(outputs), reversed(sizes), strict=False))
    shape = []
    for letter in weights:
        if letter in inputs:
            index = inputs.index(letter)
            shape.append(config.axis(index - len(inputs) if from_end else index))
        else:
            size = output_size.get(letter)
            if size is None:
                raise config.invalid("output_shape", config.values.get("output_shape"))
            shape.append(size)
    return (tuple(shape),)


Arithmetic = Callable[[LayerConfig], Kernels]
ARITHMETIC: dict[str, Arithmetic] = {
    "Conv1D": convolution,
    "Conv1DTranspose": transposed_convolution,
    "Conv2D": convolution,
    "Conv2DTranspose": transposed_convolution,
    "Conv3D": convolution,
    "Conv3DTranspose": transposed_convolution,
    "ConvLSTM1D": recurrent_convolution,
    "ConvLSTM2D": recurrent_convolution,
    "ConvLSTM3D": recurrent_convolution,
    "Dense": dense,
    "DepthwiseConv1D": depthwise_convolution,
    "DepthwiseConv2D": depthwise_convolution,
    "EinsumDense": einsum_dense,
    "Embedding": embedding,
    "GRU": partial(recurrent, gates=3),
    "GRUCell": partial(recurrent, gates=3),
    "LSTM": partial(recurrent, gates=4),
    "LSTMCell": partial(recurrent, gates=4),
    "LocallyConnected1D": locally_connected,
    "LocallyConnected2D": locally_connected,
    "MultiHeadAttention": attention,
    "SeparableConv1D": separable_convolution,
    "SeparableConv2D": separable_convolution,
    "SimpleRNN": partial(recurrent, gates=1),
    "SimpleRNNCell": partial(recurrent, gates=1),
}
"""The kernels of each Keras class that has kernels of its own."""
