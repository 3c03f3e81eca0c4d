"""Networks: their layers and kernels, described without TensorFlow."""

from pruning_core.networks.lab_networks import ARTICLE_CONVNET, NETWORKS, Network

__all__ = ["ARTICLE_CONVNET", "NETWORKS", "Network"]
