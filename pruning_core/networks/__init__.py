"""Networks: their layers and kernels, described without TensorFlow."""

from pruning_core.networks.lab_networks import ARTICLE_CONVNET, NETWORKS, Network
from pruning_core.networks.layer import Layer
from pruning_core.networks.layer_table import LayerTable

__all__ = ["ARTICLE_CONVNET", "NETWORKS", "Layer", "LayerTable", "Network"]
