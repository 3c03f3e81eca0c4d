"""The disk space of runs: their events, outcomes and weights."""

from pruning_core.runs.config import RunConfig

BYTES_PER_STEP = 600
"""The events of one step in the store, with masks, drift and indexes: measured at 230 to 540 bytes."""
BYTES_PER_RUN = 30_000
"""The row of a run, its outcome, and the biases and names in its .h5."""
BYTES_PER_WEIGHT = 4


def weights_of(config: RunConfig) -> int:
    """The number of weights in the kernels of a network."""
    return sum(kernel.n_weights for kernel in config.kernels)


def bytes_of_run(config: RunConfig) -> int:
    """The disk space of one run: its events, its outcome and its weights."""
    events = BYTES_PER_STEP * config.plan.total_steps
    return BYTES_PER_RUN + events + BYTES_PER_WEIGHT * weights_of(config)
