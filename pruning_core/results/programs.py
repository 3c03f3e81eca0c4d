"""The programs that open each model file."""

from pruning_core.results.model_results import FLOAT, H5, INT8, KERAS, SPARSE, ModelResults
from pruning_core.texts import gettext, gettext_noop

KERAS3 = "model_keras3.keras"
"""The file for Keras 3. The file is not stored, but made from `KERAS` when a visitor downloads it."""
LITERT = "LiteRT"
PROGRAMS: dict[str, str] = {
    KERAS: gettext_noop("Keras 2"),
    H5: gettext_noop("Keras 2"),
    KERAS3: gettext_noop("Keras 3"),
    FLOAT: LITERT,
    INT8: LITERT,
    SPARSE: LITERT,
}
"""The programs that open each file. A test opens the files of every network with Keras 2 and with Keras 3."""


def describe_programs(results: ModelResults) -> str:
    """Sentences about the Keras versions that open a run's files; "" if the run has no .keras file."""
    if results.file(KERAS) is None:
        return ""
    return gettext(
        "{keras} and {h5} need Keras 2 (the package tf-keras). The downloads of the run also have {keras3}: the same "
        "network with the same weights, for Keras 3.",
        keras=KERAS,
        h5=H5,
        keras3=KERAS3,
    )
