"""The main numbers of a finished run: test accuracy, test loss, sizes, and the zeros in each kernel."""

from collections.abc import Callable
from dataclasses import dataclass

from pruning_core.prediction.summary import percent_with_decimals
from pruning_core.results.outcome import Outcome, Score
from pruning_core.texts import gettext, gettext_noop, grouped

NO_NUMBER = gettext_noop("not a number")
ZEROS_TITLE = gettext_noop("Zeros in each kernel of the stripped model")
ZEROS_COLUMNS = (
    gettext_noop("Kernel"),
    gettext_noop("Weights"),
    gettext_noop("Zeros"),
    gettext_noop("Measured sparsity"),
)
H5_SIZE = ".h5"


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """One number of a finished run.

    Attributes:
        label: The name of the number.
        value: The number as text, or None if there is no number.
        dense: The number of the dense baseline as text, or None if there is no baseline or no number.
    """

    label: str
    value: str | None
    dense: str | None


def headlines(outcome: Outcome, dense: Outcome | None) -> tuple[Headline, ...]:
    """The main numbers of a finished run and of its dense baseline, if there is one."""
    rows: tuple[tuple[str, Callable[[Outcome], str | None]], ...] = (
        (
            accuracy_label(outcome),
            lambda result: score_text(result.accuracy, percent_with_decimals),
        ),
        (gettext("Test loss"), lambda result: score_text(result.loss, "{:.4f}".format)),
        (H5_SIZE, lambda result: bytes_text(result.h5_bytes)),
        (gettext("Zipped .h5"), lambda result: bytes_text(result.zipped_h5_bytes)),
    )
    return tuple(
        Headline(label=label, value=text(outcome), dense=None if dense is None else text(dense))
        for label, text in rows
    )


def accuracy_label(outcome: Outcome) -> str:
    """The label of the test accuracy, with the number of test images if it is known.

    >>> from pruning_core.runs.states import RunState
    >>> accuracy = Score(value=0.98, images=10_000)
    >>> accuracy_label(Outcome(state=RunState.FINISHED, step=9, ended_at=0.0, accuracy=accuracy))
    'Test accuracy, 10,000 images'
    """
    if outcome.accuracy is None or outcome.accuracy.images is None:
        return gettext("Test accuracy")
    return gettext("Test accuracy, {images} images", images=grouped(outcome.accuracy.images))


def images_sentence(outcome: Outcome) -> str:
    """A sentence with the number of test images for accuracy and loss; "" if the number is not known.

    >>> from pruning_core.runs.states import RunState
    >>> accuracy = Score(value=0.98, images=10_000)
    >>> images_sentence(Outcome(state=RunState.FINISHED, step=9, ended_at=0.0, accuracy=accuracy))
    'Test accuracy and test loss are means over all 10,000 test images.'
    """
    if outcome.accuracy is None or outcome.accuracy.images is None:
        return ""
    return gettext(
        "Test accuracy and test loss are means over all {images} test images.",
        images=grouped(outcome.accuracy.images),
    )


def score_text(score: Score | None, write: Callable[[float], str]) -> str | None:
    """A score as text, or None if it is not a number."""
    return None if score is None or score.value is None else write(score.value)


def bytes_text(size: int | None) -> str | None:
    """A size as text, or None if it is not known.

    >>> bytes_text(1_601_609)
    '1,601,609 B'
    """
    return None if size is None else f"{size:,} B"


def zeros_rows(outcome: Outcome) -> list[tuple[str, str, str, str]]:
    """One row per kernel, with the columns of `ZEROS_COLUMNS`."""
    return [
        (
            kernel.layer,
            f"{kernel.n_weights:,}",
            f"{kernel.zeros:,}",
            f"{kernel.measured_sparsity:.4f}",
        )
        for kernel in outcome.kernels or ()
    ]
