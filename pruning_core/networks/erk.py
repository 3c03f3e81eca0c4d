"""Distributes a global sparsity over layers: Erdős–Rényi kernel (ERK)."""

from collections.abc import Sequence

from pruning_core.networks.layer import Layer


def erk_densities(layers: Sequence[Layer], density: float) -> list[float]:
    """The density of each layer under an Erdős–Rényi-kernel distribution of a global density.

    The density of a layer is proportional to the sum of its kernel's dimensions over their product:

        d_l = c * (n_in + n_out + width + height) / (n_in * n_out * width * height)

    The factor c gives all layers together the global density. Layers whose density would exceed 1 become
    dense, and c is computed again for the other layers, until no density exceeds 1. A layer has a single
    density for all its kernels, because tfmot's wrapper has a single schedule: the mean of the kernels'
    densities, weighted by their number of weights.

    Source: Evci et al. 2020, Rigging the Lottery, arXiv:1911.11134, section 3; Mocanu et al. 2018 for
    layers without width and height.

    Args:
        layers: The layers that are pruned.
        density: The fraction of the weights of all layers that is kept, in (0, 1].

    Returns:
        The density of each layer, in (0, 1].

    >>> from pruning_core.networks.layer import Layer
    >>> big, small = Layer("fc", "Dense", ((90, 10),)), Layer("out", "Dense", ((10, 10),))
    >>> [round(density, 3) for density in erk_densities([big, small], 0.12)]
    [0.111, 0.2]
    """
    dimensions = [sum(map(sum, layer.kernels)) for layer in layers]
    weights = [layer.n_weights for layer in layers]
    is_dense = [False] * len(layers)
    densities = [1.0] * len(layers)
    while not all(is_dense):
        sparse = [index for index, dense in enumerate(is_dense) if not dense]
        budget = density * sum(weights) - sum(
            n for n, dense in zip(weights, is_dense, strict=True) if dense
        )
        factor = budget / sum(dimensions[index] for index in sparse)
        for index in sparse:
            densities[index] = factor * dimensions[index] / weights[index]
        full = [index for index in sparse if densities[index] >= 1]
        if not full:
            break
        for index in full:
            is_dense[index], densities[index] = True, 1.0
    return densities
