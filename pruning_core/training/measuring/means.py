"""Epoch means: how the values of single batches follow from what Keras reports."""


class EpochMeans:
    """Turns the means over an epoch so far, which Keras reports, into the values of each batch.

    x_i = (m_i * N_i - m_(i-1) * N_(i-1)) / n_i, with N_i the examples so far and n_i those of batch i.

    Args:
        examples: N_i of the latest batch; 0 before the first.
        loss: The sum m_i * N_i of the losses then.
        correct: The sum of the accuracies then.

    >>> means = EpochMeans()
    >>> means.of_batch(1.0, 0.5, 100)
    (1.0, 0.5)
    >>> means.of_batch(0.75, 0.625, 100)
    (0.5, 0.75)
    """

    def __init__(self, examples: int = 0, *, loss: float = 0.0, correct: float = 0.0) -> None:
        self.examples = examples
        self.loss = loss
        self.correct = correct

    def of_batch(self, mean_loss: float, mean_accuracy: float, size: int) -> tuple[float, float]:
        """Loss and accuracy of the latest batch of `size` examples."""
        self.examples += size
        loss = mean_loss * self.examples
        correct = mean_accuracy * self.examples
        # A batch has a whole number of correct examples; the float32 means blur it.
        batch = (loss - self.loss) / size, round(correct - self.correct) / size
        self.loss, self.correct = loss, correct
        return batch
