"""Outcome: how a run ended, and its results if it finished."""

from dataclasses import dataclass, replace

from pruning_core.checks import check_number, check_whole
from pruning_core.data.facts import DATASETS
from pruning_core.errors import FieldError
from pruning_core.results.model_results import ModelResults, check_text
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import EndedEarly, EndEvent, RunFinished
from pruning_core.runs.events.parts import KernelResult
from pruning_core.runs.events.words import reason_in_words
from pruning_core.runs.states import STATE_AFTER_END_EVENT, RunState


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """A mean over test images.

    Attributes:
        value: The mean, or None if the training diverged and the mean is not a number.
        images: The number of test images, or None if it is not known.
    """

    value: float | None
    images: int | None

    def __post_init__(self) -> None:
        if self.value is not None:
            check_number("value", self.value, error=FieldError)
        if self.images is not None:
            check_whole("images", self.images, least=1, error=FieldError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Durations:
    """The durations of the parts of a run, in seconds; None if a duration is not known.

    Attributes:
        waited: From the run's creation to its first event.
        trained: Training time, summed over all its workers.
        measured: From the last step to the end. In this time the network is tested, and its files are
            saved and timed.
    """

    waited: float | None = None
    trained: float | None = None
    measured: float | None = None

    def __post_init__(self) -> None:
        for field in ("waited", "trained", "measured"):
            seconds = getattr(self, field)
            if seconds is not None and check_number(field, seconds, error=FieldError) < 0:
                raise FieldError(field, f"{field} must be at least 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How a run ended. The results are None for runs that did not finish.

    Attributes:
        state: The final state: finished, stopped, failed or interrupted.
        code: The code of the reason, or None if the end event has none.
        message: The reason as a sentence, or "".
        step: The last step that was trained.
        ended_at: The time of the end, in seconds since 1970-01-01 UTC.
        durations: The durations of the parts of the run.
        accuracy: Accuracy on the test set.
        loss: Loss on the test set.
        kernels: The zeros and the measured sparsity of each kernel.
        h5_bytes: Size of the stripped model as .h5.
        zipped_h5_bytes: Size of a zip archive with the .h5, as in the pruning article.
        weights_sha256: SHA-256 of the weights of the stripped model.
        models: The measurements of the model files, or None if they are not stored.
        host: The kind of the machine that trained the run, or None if it is not known.
    """

    state: RunState
    step: int
    ended_at: float
    code: str | None = None
    message: str = ""
    durations: Durations = Durations()
    accuracy: Score | None = None
    loss: Score | None = None
    kernels: tuple[KernelResult, ...] | None = None
    h5_bytes: int | None = None
    zipped_h5_bytes: int | None = None
    weights_sha256: str | None = None
    models: ModelResults | None = None
    host: str | None = None

    def __post_init__(self) -> None:
        if not self.state.ended:
            raise FieldError("state", "state must be the state of an ended run")
        check_whole("step", self.step, least=0, error=FieldError)
        check_number("ended_at", self.ended_at, error=FieldError)
        check_text("message", self.message)
        for field in ("code", "weights_sha256", "host"):
            if getattr(self, field) is not None:
                check_text(field, getattr(self, field))
        for field in ("h5_bytes", "zipped_h5_bytes"):
            if getattr(self, field) is not None:
                check_whole(field, getattr(self, field), least=1, error=FieldError)
        for kernel in self.kernels or ():
            check_kernel(kernel)

    @property
    def finished(self) -> bool:
        """Whether the training reached its last step."""
        return self.state is RunState.FINISHED

    @property
    def sparsity(self) -> float | None:
        """The fraction of zeros in all kernels together, or None if no kernel was measured."""
        if not self.kernels:
            return None
        return sum(k.zeros for k in self.kernels) / sum(k.n_weights for k in self.kernels)

    @property
    def machine(self) -> str | None:
        """The machine on which the inference times were measured, or None if it is not known."""
        return None if self.models is None else self.models.machine


def with_models(outcome: Outcome, models: ModelResults) -> Outcome:
    """The outcome with the measurements of model files that were made after the end of the run."""
    return replace(outcome, models=models)


def check_kernel(kernel: KernelResult) -> None:
    """Raise FieldError if a number of a kernel is impossible."""
    check_text("layer", kernel.layer)
    check_whole("n_weights", kernel.n_weights, least=1, error=FieldError)
    check_whole("zeros", kernel.zeros, least=0, most=kernel.n_weights, error=FieldError)
    check_number("measured_sparsity", kernel.measured_sparsity, error=FieldError)


def outcome_of(  # noqa: PLR0913  (an end, and what was measured)
    event: EndEvent,
    config: RunConfig | None,
    *,
    ended_at: float,
    durations: Durations,
    models: ModelResults | None = None,
    host: str | None = None,
) -> Outcome:
    """The outcome of a run.

    Args:
        event: The event that ended the run.
        config: The config of the run, or None if the lab did not train it.
        ended_at: The time of the end, in seconds since 1970-01-01 UTC.
        durations: The durations of the parts of the run.
        models: The measurements of the run's model files, or None.
        host: The kind of the machine that trained the run, or None.
    """
    outcome = Outcome(
        state=STATE_AFTER_END_EVENT[type(event)],
        step=event.step,
        ended_at=ended_at,
        code=(event.reason or None) if isinstance(event, EndedEarly) else None,
        message=reason_in_words(event) if isinstance(event, EndedEarly) else "",
        durations=durations,
        host=host,
    )
    if not isinstance(event, RunFinished):
        return outcome
    images = None if config is None else DATASETS[config.dataset].test_examples
    return replace(
        outcome,
        accuracy=Score(value=event.test_accuracy, images=images),
        loss=Score(value=event.test_loss, images=images),
        kernels=event.kernels,
        h5_bytes=event.h5_bytes,
        zipped_h5_bytes=event.zipped_h5_bytes,
        weights_sha256=event.weights_sha256,
        models=models,
    )
