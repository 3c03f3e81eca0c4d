"""My network: its layers, what their masks keep, and how a global sparsity is distributed over them."""
