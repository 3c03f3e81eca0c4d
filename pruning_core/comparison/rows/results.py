"""The results of several runs as rows."""

from collections.abc import Sequence
from functools import partial

from pruning_core.comparison.rows.row import Row, make_row
from pruning_core.prediction.summary import percent, percent_with_decimals
from pruning_core.results.outcome import Outcome, Score
from pruning_core.runs.run import Run
from pruning_core.texts import gettext, grouped

ACCURACY, SPARSITY, ZIPPED_BYTES = "test_accuracy", "measured_sparsity", "zipped_h5_bytes"


def results_rows(runs: Sequence[Run], outcomes: Sequence[Outcome | None]) -> tuple[Row, ...]:
    """The state and the results of some runs. A run that has not finished has only some of them.

    Args:
        runs: The runs.
        outcomes: The outcome of each run, or None if it has not ended.
    """
    states = [run.state.value for run in runs]
    steps = [run.last_step for run in runs]
    seconds = [None if o is None else o.durations.trained for o in outcomes]
    return (
        make_row(
            ACCURACY,
            gettext("Test accuracy"),
            list(map(accuracy_of, outcomes)),
            percent_with_decimals,
            write_longer=partial(percent_with_decimals, decimals=5),
        ),
        make_row(
            "test_loss",
            gettext("Test loss"),
            list(map(loss_of, outcomes)),
            "{:.4f}".format,
            write_longer="{:.7f}".format,
        ),
        make_row(SPARSITY, gettext("Measured sparsity"), list(map(sparsity_of, outcomes)), percent),
        make_row(
            ZIPPED_BYTES,
            gettext("Zipped .h5"),
            list(map(zipped_bytes_of, outcomes)),
            "{:,} B".format,
        ),
        make_row(
            "h5_bytes",
            ".h5",
            [None if o is None else o.h5_bytes for o in outcomes],
            "{:,} B".format,
        ),
        make_row("state", gettext("State"), states, gettext),
        make_row("last_step", gettext("Last step"), steps, grouped),
        make_row(
            "training_seconds",
            gettext("Training time"),
            seconds,
            "{:,.1f} s".format,
            write_longer="{:,.4f} s".format,
        ),
    )


def accuracy_of(outcome: Outcome | None) -> float | None:
    """The accuracy on the test set, or None."""
    return None if outcome is None else value_of(outcome.accuracy)


def loss_of(outcome: Outcome | None) -> float | None:
    """The loss on the test set, or None."""
    return None if outcome is None else value_of(outcome.loss)


def sparsity_of(outcome: Outcome | None) -> float | None:
    """The fraction of zeros in all kernels together, or None."""
    return None if outcome is None else outcome.sparsity


def zipped_bytes_of(outcome: Outcome | None) -> int | None:
    """The size of the zipped .h5, or None."""
    return None if outcome is None else outcome.zipped_h5_bytes


def value_of(score: Score | None) -> float | None:
    """The value of a score, or None."""
    return None if score is None else score.value
