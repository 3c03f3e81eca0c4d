"""The modules whose text exported scripts contain. The text is read without importing TensorFlow."""

from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path


class ExportedSource(StrEnum):
    """A module that does not import the lab, so that a script can contain its text."""

    ARCHITECTURES = "pruning_core.training.network.architectures"
    BATCHES = "pruning_core.training.batches"
    TRACED_KEYFRAMES = "pruning_core.schedules.traced_keyframes"

    def read(self) -> str:
        """The text of the module.

        >>> ExportedSource.BATCHES.read().startswith('\"\"\"The order in which a training sees')
        True
        """
        spec = find_spec(self)  # imports the packages that contain the module, but not the module
        if spec is None or spec.origin is None:
            raise LookupError(f"{self} is not a module of this installation")
        return Path(spec.origin).read_text("utf-8")
