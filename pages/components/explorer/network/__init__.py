"""My network: the layers, their kept weights, and the distribution of a global sparsity over the layers."""
