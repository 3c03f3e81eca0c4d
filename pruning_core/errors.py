"""The errors of the lab: every one says in words what is wrong and what to do about it."""


class PruningLabError(Exception):
    """Any error that the lab raises on purpose; its message is meant for the user."""


class FieldError(PruningLabError, ValueError):
    """A value that a named field cannot take.

    Args:
        field: The name of the field, as the user knows it.
        message: What is wrong and the way out; it names the field and the value.

    >>> FieldError("frequency", "frequency must be at least 1, got 0").field
    'frequency'
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ScheduleError(FieldError):
    """A pruning schedule that tfmot rejects, or that it accepts and then fails on."""


class PlanError(FieldError):
    """A training plan that no training can follow."""


class RunConfigError(FieldError):
    """A run that cannot be started as it is described."""


class SettingsError(FieldError):
    """An environment variable with a value that the lab cannot use."""


class DatasetError(PruningLabError):
    """Data that is missing, corrupt or not what it claims to be."""


class RunStoreError(PruningLabError):
    """Something that the run store refuses: an unknown run, a transition that does not exist."""


class StoreBusyError(RunStoreError):
    """The database did not take a write: locked, full or out of reach. Trying again may help."""


class LeaseLostError(RunStoreError):
    """The run has ended or belongs to another worker: this one must let go of it."""


class LimitError(PruningLabError):
    """A run that this server's operator does not allow: too long, or one too many."""


class CheckpointError(PruningLabError):
    """A checkpoint that a training cannot go on from: damaged, or of another training."""


class PackagesChangedError(CheckpointError):
    """A checkpoint of other versions of the packages: what follows would not follow from it."""


class HeldUpError(PruningLabError):
    """A training that cannot go on from its checkpoint as things are, and can when they are mended."""


class EngineError(PruningLabError):
    """Trainings cannot be started: the cluster that runs them is not there."""


class ModelFileError(PruningLabError):
    """A model file that is missing, damaged or changed, or that LiteRT cannot compute."""


class ConversionError(PruningLabError):
    """A model that TensorFlow's converter does not take."""


class ResultsError(PruningLabError):
    """Results that cannot be read: not there, damaged, or of another version of the lab."""
