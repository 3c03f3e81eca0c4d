"""Limits: the trainings whose masks differ from the lab's prediction, and how to plan such trainings."""

from collections.abc import Mapping

from pruning_core.texts import gettext_noop

LIMITS: Mapping[str, str] = {
    "ties": gettext_noop(
        "Weights that are exactly zero tie\n"
        "An update keeps k weights if at least k are not zero, and otherwise all n, because tfmot keeps every "
        "weight that ties with the last kept one. This matters if the sparsity falls, and if a network that was "
        "pruned before is pruned again. Other magnitudes may tie too, in very large kernels: then a few more "
        "than k are kept."
    ),
    "strip_pruning": gettext_noop(
        "After strip_pruning, nothing holds the zeros\n"
        "`strip_pruning` removes the masks. If the stripped model is trained further, the optimizer moves the "
        "zeros, and after a few steps none is left. Strip the model after its last step of training."
    ),
    "m_by_n": gettext_noop(
        "sparsity_m_by_n ignores the schedule\n"
        "With `sparsity_m_by_n=(2, 4)`, each mask keeps 2 of 4 neighbouring weights from the first update on. "
        "The schedule decides only when masks are updated, not how many weights they keep."
    ),
    "block_size": gettext_noop(
        "block_size keeps whole blocks\n"
        "With a `block_size` other than (1, 1), tfmot ranks blocks and keeps whole blocks. At an edge of the "
        "kernel a block may be smaller, so another number of weights is kept than without blocks."
    ),
}
"""For each limit, by the name of its section: a line with a title, then a few sentences, in English."""
