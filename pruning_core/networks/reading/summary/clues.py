"""Clues: the information in a summary about the kernels of one layer."""

from dataclasses import dataclass

OutputShape = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clues:
    """The information in a summary about one layer.

    Attributes:
        params: Number of weights of the layer, with biases.
        before: The shape before the layer, the batch first; None if the summary does not show it.
        after: The output shape of the layer, the batch first.
        is_wrapped: Whether the layer is wrapped for pruning. Each kernel then also has a mask with as many
            weights and a threshold, and the layer has a counter.
    """

    params: int
    before: OutputShape | None
    after: OutputShape
    is_wrapped: bool = False

    @property
    def channels_before(self) -> int | None:
        """The size of the last axis before the layer, if it is known."""
        return self.before[-1] if self.before else None

    @property
    def channels(self) -> int:
        """The size of the last axis after the layer; 0 if it is not known."""
        return (self.after[-1] or 0) if self.after else 0

    @property
    def copies(self) -> int:
        """How often `params` contains the weights of a kernel: twice with a mask."""
        return 2 if self.is_wrapped else 1

    def unmasked_weights(self, kernels: int) -> int:
        """The number of weights without the step counter and without the thresholds of `kernels` kernels."""
        return self.params - (kernels + 1 if self.is_wrapped else 0)

    def kernel_weights(self, biases: int, kernels: int = 1) -> int:
        """The number of weights in all kernels if the layer has `biases` biases; -1 if the number is not whole."""
        rest = self.unmasked_weights(kernels) - biases
        return rest // self.copies if rest % self.copies == 0 else -1
