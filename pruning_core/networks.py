"""Which networks the lab trains and which kernels they have, known without TensorFlow."""

from dataclasses import dataclass

from pruning_core.kernels import Kernel


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """What is known of a network without building it.

    Attributes:
        title: Its name, for people to read.
        kernels: Its kernels from input to output; the layers' names are Keras's own.
        source: Who describes it, and what of it is the lab's.
    """

    title: str
    kernels: tuple[Kernel, ...]
    source: str

    @property
    def n_weights(self) -> int:
        """Weights in all kernels; biases, which are never pruned, are not counted.

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
        title="The article's ConvNet",
        kernels=ARTICLE_CONVNET,
        source="C. Versloot 2020, TensorFlow pruning schedules: ConstantSparsity and "
        "PolynomialDecay",
    ),
    "lenet_300_100": Network(
        title="LeNet-300-100",
        kernels=(
            Kernel(layer="dense", shape=(784, 300)),
            Kernel(layer="dense_1", shape=(300, 100)),
            Kernel(layer="dense_2", shape=(100, 10)),
        ),
        source="Y. LeCun et al. 1998, Gradient-based learning applied to document recognition; "
        "pruned by S. Han et al. 2015, Learning both weights and connections; with ReLU",
    ),
    "lenet_5": Network(
        title="LeNet-5, Caffe's variant",
        kernels=(
            Kernel(layer="conv2d", shape=(5, 5, 1, 20)),
            Kernel(layer="conv2d_1", shape=(5, 5, 20, 50)),
            Kernel(layer="dense", shape=(800, 500)),
            Kernel(layer="dense_1", shape=(500, 10)),
        ),
        source="BVLC/caffe, examples/mnist/lenet.prototxt; pruned by S. Han et al. 2015, Learning "
        "both weights and connections. Its convolutions have no activation",
    ),
    "mlp": Network(
        title="Small MLP",
        kernels=(
            Kernel(layer="dense", shape=(784, 64)),
            Kernel(layer="dense_1", shape=(64, 10)),
        ),
        source="The lab's own: one hidden layer, for trainings of seconds",
    ),
}
"""Each network by the name that configurations, links and the command line use."""
