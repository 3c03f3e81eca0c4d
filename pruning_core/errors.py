"""The errors of the lab: each message says what is wrong and what to do about it."""


class PruningLabError(Exception):
    """Any error that the lab raises on purpose. Its message is written for the user."""


class FieldError(PruningLabError, ValueError):
    """A value that is invalid for a named field.

    Args:
        field: The name of the field, as the user knows it.
        message: The problem and how to correct it, with the names of the field and the value.

    >>> FieldError("frequency", "frequency must be at least 1, got 0").field
    'frequency'
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ScheduleError(FieldError):
    """A pruning schedule that tfmot rejects, or with which a training fails.

    Args:
        field: The name of the field, as the user knows it.
        message: The problem and how to correct it.
        missing: The names of the values that a pasted text does not contain.
    """

    def __init__(self, field: str, message: str, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(field, message)
        self.missing = missing


class PlanError(FieldError):
    """A training plan that is not possible, such as one without examples."""


class LayerTableError(FieldError):
    """A layer, or a text or file that describes layers, which cannot be used."""


class RunConfigError(FieldError):
    """A run whose configuration is invalid."""


class RunQueryError(FieldError):
    """A filter or an order of the list of runs that is invalid."""


class RunEditError(FieldError):
    """A name, a tag or a note of a run that is invalid."""


class SettingsError(FieldError):
    """An environment variable with an invalid value."""


class EventError(FieldError):
    """An event that no training can have reported: forged or damaged."""


class UnknownKindError(EventError):
    """An event of a kind that this version of the lab does not know, perhaps from a newer version."""


class RunDescriptionError(FieldError):
    """A description of a run that is forged or damaged."""


class StatisticsError(FieldError):
    """Measured values, or a choice of comparisons, from which no statistic can be computed."""


class MissingPackageError(PruningLabError):
    """A package that is not installed. The message names the extra that installs it."""


class DatasetError(PruningLabError):
    """A data set that is missing or damaged, or whose files have unexpected contents."""


class RunStoreError(PruningLabError):
    """The run store refuses a request: the run is unknown, or its state does not allow this change."""


class RunDeletedError(RunStoreError):
    """The run was deleted."""


class StoreBusyError(RunStoreError):
    """The database is locked, full or unreachable. Trying again may help."""


class LeaseLostError(RunStoreError):
    """The run has ended or belongs to another worker: this worker must stop training it."""


class ExperimentChangedError(RunStoreError):
    """Somebody else has changed the experiment since it was read: this change is refused."""


class ExperimentError(FieldError):
    """An experiment that cannot be used, or a text that does not describe one.

    Args:
        field: The name of the field, as the user knows it.
        message: The problem and how to correct it.
        line: The line of the text, from 1, or None if it is not known.
    """

    def __init__(self, field: str, message: str, *, line: int | None = None) -> None:
        super().__init__(field, message)
        self.line = line


class LimitError(PruningLabError):
    """A run that exceeds a limit of this server: it is too long, or too many runs wait."""


class CheckpointError(PruningLabError):
    """A checkpoint that is damaged or of another training, so that a training cannot resume from it."""


class PackagesChangedError(CheckpointError):
    """A checkpoint from other versions of the packages. A resumed training would have other numbers."""


class CannotContinueError(PruningLabError):
    """A training that cannot continue until somebody corrects the cause.

    Args:
        reason: A code of `PAUSE_REASONS`.
        parameters: The values of the code's sentence.
    """

    def __init__(self, reason: str, **parameters: str) -> None:
        super().__init__(f"the training cannot continue now: {reason}")
        self.reason = reason
        self.parameters = parameters


class EngineError(PruningLabError):
    """Trainings cannot be started, because their cluster is not available."""


class ModelFileError(PruningLabError):
    """A model file that is missing, damaged or changed, or that LiteRT cannot compute."""


class ConversionError(PruningLabError):
    """A model that TensorFlow's converter refuses."""


class ResultsError(PruningLabError):
    """Results that cannot be read: missing, damaged, or written by another version of the lab."""
