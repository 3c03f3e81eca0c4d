"""Well-known networks as layer tables. A table has the shapes of the kernels, but no weights."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pruning_core.networks.layer import KernelShape, Layer
from pruning_core.networks.layer_table import LayerTable
from pruning_core.networks.tfmot_rules import Treatment, treatment_of
from pruning_core.texts import gettext_noop


@dataclass(frozen=True, kw_only=True, slots=True)
class TablePreset:
    """A well-known network.

    Attributes:
        title: The name of the network, in English. Pass it to `gettext`.
        source: The publication of the network.
        make_layers: Makes the layers with kernels, in the order of the network.
    """

    title: str
    source: str
    make_layers: Callable[[], Iterator[Layer]]

    @property
    def table(self) -> LayerTable:
        """The layers of the network.

        >>> PRESETS["vgg16"].table.n_weights
        138344128
        """
        return LayerTable(tuple(self.make_layers()))


def layer(name: str, kind: str, *kernels: KernelShape) -> Layer:
    """A layer that is pruned if tfmot masks its class."""
    return Layer(name, kind, kernels, prunable=treatment_of(kind) is Treatment.MASKED)


def vgg16() -> Iterator[Layer]:
    """Five blocks of convolutions, each with twice as many channels, and three dense layers."""
    channels = 3
    for block, (count, filters) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], 1):
        for number in range(1, count + 1):
            yield layer(f"block{block}_conv{number}", "Conv2D", (3, 3, channels, filters))
            channels = filters
    for name, shape in (
        ("fc1", (25_088, 4_096)),
        ("fc2", (4_096, 4_096)),
        ("predictions", (4_096, 1_000)),
    ):
        yield layer(name, "Dense", shape)


def resnet50() -> Iterator[Layer]:
    """Four stacks of blocks of three convolutions. The first block of a stack has a fourth convolution."""
    yield layer("conv1_conv", "Conv2D", (7, 7, 3, 64))
    channels = 64
    for stack, (count, filters) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)], 2):
        for block in range(1, count + 1):
            name = f"conv{stack}_block{block}"
            yield layer(f"{name}_1_conv", "Conv2D", (1, 1, channels, filters))
            yield layer(f"{name}_2_conv", "Conv2D", (3, 3, filters, filters))
            if block == 1:
                yield layer(f"{name}_0_conv", "Conv2D", (1, 1, channels, 4 * filters))
            yield layer(f"{name}_3_conv", "Conv2D", (1, 1, filters, 4 * filters))
            channels = 4 * filters
    yield layer("predictions", "Dense", (2_048, 1_000))


def mobilenet_v2() -> Iterator[Layer]:
    """Blocks that expand the channels, filter each channel (depthwise), and project the channels."""
    yield layer("Conv1", "Conv2D", (3, 3, 3, 32))
    yield layer("expanded_conv_depthwise", "DepthwiseConv2D", (3, 3, 32, 1))
    yield layer("expanded_conv_project", "Conv2D", (1, 1, 32, 16))
    outputs = [16, *2 * [24], *3 * [32], *4 * [64], *3 * [96], *3 * [160], 320]
    for block, (before, after) in enumerate(pairwise(outputs), 1):
        wide = 6 * before
        yield layer(f"block_{block}_expand", "Conv2D", (1, 1, before, wide))
        yield layer(f"block_{block}_depthwise", "DepthwiseConv2D", (3, 3, wide, 1))
        yield layer(f"block_{block}_project", "Conv2D", (1, 1, wide, after))
    yield layer("Conv_1", "Conv2D", (1, 1, 320, 1_280))
    yield layer("predictions", "Dense", (1_280, 1_000))


def lstm_classifier() -> Iterator[Layer]:
    """20,000 words in 128 dimensions, an LSTM of 128 units, and one output."""
    yield layer("embedding", "Embedding", (20_000, 128))
    yield layer("lstm", "LSTM", (128, 512), (128, 512))
    yield layer("dense", "Dense", (128, 1))


def transformer() -> Iterator[Layer]:
    """10,000 words in 128 dimensions, two encoder blocks of four heads, and two outputs."""
    width, heads, inner = 128, 4, 512
    size = width // heads
    yield layer("embedding", "Embedding", (10_000, width))
    for block in (1, 2):
        inputs = (width, heads, size)
        outputs = (heads, size, width)
        yield layer(f"attention_{block}", "MultiHeadAttention", inputs, inputs, inputs, outputs)
        yield layer(f"expand_{block}", "Dense", (width, inner))
        yield layer(f"project_{block}", "Dense", (inner, width))
    yield layer("head", "Dense", (width, 2))


PRESETS: dict[str, TablePreset] = {
    "vgg16": TablePreset(
        title=gettext_noop("VGG16"),
        source="K. Simonyan & A. Zisserman 2014, arXiv:1409.1556",
        make_layers=vgg16,
    ),
    "resnet50": TablePreset(
        title=gettext_noop("ResNet50"),
        source="K. He et al. 2015, arXiv:1512.03385",
        make_layers=resnet50,
    ),
    "mobilenet_v2": TablePreset(
        title=gettext_noop("MobileNetV2"),
        source="M. Sandler et al. 2018, arXiv:1801.04381",
        make_layers=mobilenet_v2,
    ),
    "lstm_classifier": TablePreset(
        title=gettext_noop("LSTM for texts"),
        source="S. Hochreiter & J. Schmidhuber 1997, Long short-term memory",
        make_layers=lstm_classifier,
    ),
    "transformer": TablePreset(
        title=gettext_noop("Small Transformer"),
        source="A. Vaswani et al. 2017, arXiv:1706.03762; the encoder, in a small size",
        make_layers=transformer,
    ),
}
"""Each well-known network by the name that links use."""
