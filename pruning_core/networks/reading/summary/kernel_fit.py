"""Finds the kernels of a layer that fit its number of weights and the shapes before and after it."""

from collections.abc import Callable, Iterator
from functools import partial

from pruning_core.networks.layer import MAX_KERNEL_WEIGHTS, KernelShape
from pruning_core.networks.reading.summary.clues import Clues
from pruning_core.networks.reading.summary.windows import (
    FIRST_CHANNELS,
    channels_and_area,
    fitting_windows,
)

Kernels = tuple[KernelShape, ...]
MAX_CANDIDATES = 50
MAX_PARAMS = 8 * MAX_KERNEL_WEIGHTS
HEAD_SIZES = (64, 32, 128, 16, 8)
"""Common values of `key_dim`, the most common first."""
MULTIPLIERS = range(1, 9)


def kernel_candidates(kind: str, clues: Clues) -> list[Kernels]:
    """The kernels that fit a layer of this Keras class, the most common first. Empty if none fits.

    >>> kernel_candidates("Dense", Clues(params=235_500, before=(None, 784), after=(None, 300)))
    [((784, 300),)]
    >>> kernel_candidates("Conv2D", Clues(params=640, before=(None, 28, 28, 1), after=(None, 26, 26, 64)))
    [((3, 3, 1, 64),)]
    """
    if kind not in FITS or clues.channels < 1 or not 0 < clues.params <= MAX_PARAMS:
        return []
    candidates: dict[Kernels, None] = {}
    for kernels in FITS[kind](clues):
        if all(size >= 1 for kernel in kernels for size in kernel):
            candidates[kernels] = None
        if len(candidates) == MAX_CANDIDATES:
            break
    return list(candidates)


def fit_dense(clues: Clues) -> Iterator[Kernels]:
    """Inputs x units."""
    for biases in (clues.channels, 0):
        inputs, rest = divmod(clues.kernel_weights(biases), clues.channels)
        if rest == 0 and clues.channels_before in (None, inputs):
            yield ((inputs, clues.channels),)


def fit_embedding(clues: Clues) -> Iterator[Kernels]:
    """Words x dimensions."""
    words, rest = divmod(clues.kernel_weights(0), clues.channels)
    if rest == 0:
        yield ((words, clues.channels),)


def fit_convolution(clues: Clues, *, is_transposed: bool = False) -> Iterator[Kernels]:
    """Window x channels before x channels after; a transposed convolution has the channels in the other order.

    Convolutions with few groups come first, and square windows before others.
    """
    window_clues = Clues(params=0, before=None, after=clues.after) if is_transposed else clues
    for in_groups in (False, True):
        fits = [
            (window, channels)
            for biases in (clues.channels, 0)
            for channels, area in products(clues, biases, in_groups=in_groups)
            for window in fitting_windows(area, window_clues)
        ]
        is_known = clues.channels_before is not None
        fits.sort(key=lambda fit: (-fit[1] if is_known else 0, max(fit[0]) - min(fit[0])))
        for window, channels in fits:
            ends = (channels, clues.channels)
            yield ((*window, *(reversed(ends) if is_transposed else ends)),)
        if fits:
            return


def products(clues: Clues, biases: int, *, in_groups: bool) -> list[tuple[int, int]]:
    """Channels of one group and positions of the window, if the layer has `biases` biases."""
    product, rest = divmod(clues.kernel_weights(biases), clues.channels)
    return [] if rest or product < 1 else channels_and_area(product, clues, in_groups=in_groups)


def fit_separable(clues: Clues) -> Iterator[Kernels]:
    """Window of ones x (channels before x multiplier) x channels after: the kernel that tfmot masks."""
    channels_before = clues.channels_before
    for before in FIRST_CHANNELS if channels_before is None else (channels_before,):
        for multiplier in MULTIPLIERS:
            inputs = before * multiplier
            for biases in (clues.channels, 0):
                rest = clues.unmasked_weights(1) - clues.copies * inputs * clues.channels - biases
                if rest > 0 and rest % inputs == 0 and any(fitting_windows(rest // inputs, clues)):
                    yield ((*(1 for _ in clues.after[1:-1]), inputs, clues.channels),)


def fit_depthwise(clues: Clues) -> Iterator[Kernels]:
    """Window x channels before x multiplier. tfmot does not mask this kernel."""
    before = clues.channels_before or clues.channels
    for biases in (clues.channels, 0):
        area, rest = divmod(clues.unmasked_weights(0) - biases, clues.channels)
        if rest == clues.channels % before == 0:
            for window in fitting_windows(area, clues):
                yield ((*window, before, clues.channels // before),)


def fit_recurrent(clues: Clues, *, gates: int, biases: tuple[int, ...]) -> Iterator[Kernels]:
    """Inputs x (gates x units), and units x (gates x units); `biases` has the possible numbers of biases per unit."""
    units = clues.channels
    for biases_per_unit in biases:
        weights = clues.kernel_weights(biases_per_unit * units, kernels=2)
        rows, rest = divmod(weights, gates * units)
        inputs = rows - units
        if rest == 0 and clues.channels_before in (None, inputs):
            yield ((inputs, gates * units), (units, gates * units))


def fit_attention(clues: Clues) -> Iterator[Kernels]:
    """Query, key, value and output kernel of an attention of a sequence to itself."""
    before, after = clues.channels_before or clues.channels, clues.channels
    for has_bias in (True, False):
        heads_by_size, rest = divmod(
            clues.unmasked_weights(4) - after * has_bias,
            clues.copies * (3 * before + after) + 3 * has_bias,
        )
        if rest or heads_by_size < 1:
            continue
        sizes = [*HEAD_SIZES, *range(1, min(heads_by_size, 1_024) + 1)]
        for size in dict.fromkeys(sizes):
            if heads_by_size % size == 0:
                heads = heads_by_size // size
                yield (*((before, heads, size),) * 3, (heads, size, after))


def fit_locally_connected(clues: Clues) -> Iterator[Kernels]:
    """Output positions x (window x channels before) x channels after: Keras's implementation 1."""
    positions = 1
    for size in clues.after[1:-1]:
        positions *= size or 0
    for biases in (positions * clues.channels, 0):
        if positions and clues.channels_before:
            window, rest = divmod(clues.kernel_weights(biases), positions * clues.channels)
            if rest == window % clues.channels_before == 0:
                yield ((positions, window, clues.channels),)


def fit_any_recurrent(clues: Clues) -> Iterator[Kernels]:
    """A layer `RNN`, whose cell the summary does not show."""
    yield from fit_recurrent(clues, gates=4, biases=(4, 0))
    yield from fit_recurrent(clues, gates=3, biases=(6, 3, 0))
    yield from fit_recurrent(clues, gates=1, biases=(1, 0))


Fit = Callable[[Clues], Iterator[Kernels]]
FITS: dict[str, Fit] = {
    "Conv1D": fit_convolution,
    "Conv1DTranspose": partial(fit_convolution, is_transposed=True),
    "Conv2D": fit_convolution,
    "Conv2DTranspose": partial(fit_convolution, is_transposed=True),
    "Conv3D": fit_convolution,
    "Conv3DTranspose": partial(fit_convolution, is_transposed=True),
    "Dense": fit_dense,
    "DepthwiseConv2D": fit_depthwise,
    "Embedding": fit_embedding,
    "GRU": partial(fit_recurrent, gates=3, biases=(6, 3, 0)),
    "LSTM": partial(fit_recurrent, gates=4, biases=(4, 0)),
    "LocallyConnected1D": fit_locally_connected,
    "LocallyConnected2D": fit_locally_connected,
    "MultiHeadAttention": fit_attention,
    "RNN": fit_any_recurrent,
    "SeparableConv1D": fit_separable,
    "SeparableConv2D": fit_separable,
    "SimpleRNN": partial(fit_recurrent, gates=1, biases=(1, 0)),
}
"""The function that fits the kernels, by the Keras class."""
EXAMPLES = {
    "GRU": "32x192 64x192",
    "LSTM": "32x256 64x256",
    "MultiHeadAttention": "64x8x16 64x8x16 64x8x16 8x16x64",
    "RNN": "32x256 64x256",
    "SimpleRNN": "32x64 64x64",
}
"""Examples of typed kernels, for layers with several kernels."""
