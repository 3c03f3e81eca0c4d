"""Computes loss and accuracy of each batch. Keras reports only means over all batches of the epoch so far."""


class EpochMeans:
    """Converts Keras's means over the epoch so far into the values of each batch.

    x_i = (m_i * N_i - m_(i-1) * N_(i-1)) / n_i

    where x_i is the value of batch i, m_i is the mean after batch i, n_i is the number of examples in
    batch i, and N_i is the number of examples in the batches 1 to i.

    Args:
        examples: N_i of the latest batch; 0 before the first.
        loss: The sum m_i * N_i of the losses after this batch.
        correct: The sum m_i * N_i of the accuracies after this batch.

    >>> means = EpochMeans()
    >>> means.values_of_batch(1.0, 0.5, 100)
    (1.0, 0.5)
    >>> means.values_of_batch(0.75, 0.625, 100)
    (0.5, 0.75)
    """

    def __init__(self, examples: int = 0, *, loss: float = 0.0, correct: float = 0.0) -> None:
        self.examples = examples
        self.loss = loss
        self.correct = correct

    def values_of_batch(
        self, mean_loss: float, mean_accuracy: float, size: int
    ) -> tuple[float, float]:
        """Loss and accuracy of the latest batch of `size` examples."""
        self.examples += size
        loss = mean_loss * self.examples
        correct = mean_accuracy * self.examples
        # The number of correct examples is an integer. Rounding removes the error of the float32 mean.
        values = (loss - self.loss) / size, round(correct - self.correct) / size
        self.loss, self.correct = loss, correct
        return values
