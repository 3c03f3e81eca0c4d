"""Results that others have published: what they measured, and where. The lab has not measured them."""

from dataclasses import dataclass

from pruning_core.texts import gettext_noop

HAN = (
    "S. Han, J. Pool, J. Tran, W. J. Dally: Learning both weights and connections for efficient neural "
    "networks. Advances in Neural Information Processing Systems 28 (2015)"
)
GALE = "T. Gale, E. Elsen, S. Hooker: The state of sparsity in deep neural networks. arXiv:1902.09574 (2019)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Landmark:
    """A published result.

    Attributes:
        network: The network.
        data: The data set.
        method: How the network was pruned, in English.
        numbers: The results: each sparsity with the number, as published, in English.
        source: The publication.
    """

    network: str
    data: str
    method: str
    numbers: tuple[tuple[str, str], ...]
    source: str


ITERATIVE = gettext_noop("iterative magnitude pruning with retraining")
GRADUAL = gettext_noop("gradual magnitude pruning")
DENSE = gettext_noop("dense")
ABOUT_92 = gettext_noop("about 92 % sparsity")

LANDMARKS: tuple[Landmark, ...] = (
    Landmark(
        network="LeNet-300-100",
        data="MNIST",
        method=ITERATIVE,
        numbers=(
            (DENSE, gettext_noop("test error 1.64 %")),
            (ABOUT_92, gettext_noop("test error 1.59 %")),
        ),
        source=HAN,
    ),
    Landmark(
        network="LeNet-5",
        data="MNIST",
        method=ITERATIVE,
        numbers=(
            (DENSE, gettext_noop("test error 0.80 %")),
            (ABOUT_92, gettext_noop("test error 0.77 %")),
        ),
        source=HAN,
    ),
    Landmark(
        network="ResNet-50",
        data="ImageNet",
        method=GRADUAL,
        numbers=(
            (gettext_noop("50 % sparsity"), gettext_noop("accuracy 76.53 %")),
            (gettext_noop("70 % sparsity"), gettext_noop("accuracy 76.38 %")),
            (gettext_noop("80 % sparsity"), gettext_noop("accuracy 75.58 %")),
            (gettext_noop("90 % sparsity"), gettext_noop("accuracy 73.91 %")),
            (gettext_noop("95 % sparsity"), gettext_noop("accuracy 70.59 %")),
            (gettext_noop("98 % sparsity"), gettext_noop("accuracy 57.9 %")),
        ),
        source=GALE,
    ),
)
