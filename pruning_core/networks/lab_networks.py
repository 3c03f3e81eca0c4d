"""The networks that the lab trains, and their kernels, described without TensorFlow."""

from dataclasses import dataclass

from pruning_core.kernels import Kernel
from pruning_core.texts import gettext_noop


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """The description of a network. It does not need TensorFlow.

    Attributes:
        title: The name that visitors see, in English. Pass it to `gettext` before you show it.
        kernels: Its kernels from input to output, with Keras's names of the layers.
        source: The publication of the network, and the lab's changes, in English.
    """

    title: str
    kernels: tuple[Kernel, ...]
    source: str

    @property
    def n_weights(self) -> int:
        """Number of weights in all kernels. Biases are not counted, because they are never pruned.

        >>> NETWORKS["lenet_300_100"].n_weights, NETWORKS["lenet_5"].n_weights
        (266200, 430500)
        """
        return sum(kernel.n_weights for kernel in self.kernels)


ARTICLE_CONVNET: tuple[Kernel, ...] = (
    Kernel(layer="conv2d", shape=(3, 3, 1, 32)),
    Kernel(layer="conv2d_1", shape=(3, 3, 32, 64)),
    Kernel(layer="dense", shape=(1600, 256)),
    Kernel(layer="dense_1", shape=(256, 10)),
)
"""The ConvNet of the article: two convolutions with pooling and dropout, then two dense layers."""

NETWORKS: dict[str, Network] = {
    "article": Network(
        title=gettext_noop("The article's ConvNet"),
        kernels=ARTICLE_CONVNET,
        source=gettext_noop(
            "C. Versloot 2020, TensorFlow pruning schedules: ConstantSparsity and PolynomialDecay"
        ),
    ),
    "lenet_300_100": Network(
        title=gettext_noop("LeNet-300-100"),
        kernels=(
            Kernel(layer="dense", shape=(784, 300)),
            Kernel(layer="dense_1", shape=(300, 100)),
            Kernel(layer="dense_2", shape=(100, 10)),
        ),
        source=gettext_noop(
            "Y. LeCun et al. 1998, Gradient-based learning applied to document recognition; "
            "pruned by S. Han et al. 2015, Learning both weights and connections; with ReLU"
        ),
    ),
    "lenet_5": Network(
        title=gettext_noop("LeNet-5, Caffe's variant"),
        kernels=(
            Kernel(layer="conv2d", shape=(5, 5, 1, 20)),
            Kernel(layer="conv2d_1", shape=(5, 5, 20, 50)),
            Kernel(layer="dense", shape=(800, 500)),
            Kernel(layer="dense_1", shape=(500, 10)),
        ),
        source=gettext_noop(
            "BVLC/caffe, examples/mnist/lenet.prototxt; pruned by S. Han et al. 2015, Learning "
            "both weights and connections. Its convolutions have no activation"
        ),
    ),
    "mlp": Network(
        title=gettext_noop("Small MLP"),
        kernels=(
            Kernel(layer="dense", shape=(784, 64)),
            Kernel(layer="dense_1", shape=(64, 10)),
        ),
        source=gettext_noop("The lab's own: one hidden layer, for trainings of seconds"),
    ),
}
"""Each network by the name that configurations, links and the command line use."""
