"""Makes tfmot's schedule from the calls of the other libraries: the inverse of their translations.

The steps of the other libraries are converted to the lab's steps, which count from 1.
"""

from collections.abc import Callable, Mapping

from pruning_core.dialects.reading.libraries.coreai import read_coreai
from pruning_core.dialects.reading.libraries.intel import read_intel
from pruning_core.dialects.reading.libraries.jaxpruner import read_jaxpruner
from pruning_core.dialects.reading.libraries.nni import read_nni
from pruning_core.dialects.reading.libraries.numbers import Reading
from pruning_core.dialects.reading.libraries.sparseml import read_sparseml
from pruning_core.dialects.reading.libraries.torch_ao import read_torch_ao
from pruning_core.dialects.reading.python.values import Answers, Construction
from pruning_core.dialects.reading.signatures import (
    COREAI_CONFIG,
    JAXPRUNER_PRUNERS,
    NNI_PRUNERS,
    SPARSEML_MODIFIERS,
)

READERS: Mapping[str, Callable[[Construction, Answers], Reading]] = {
    "PeriodicSchedule": read_jaxpruner,
    "PolynomialSchedule": read_jaxpruner,
    "OneShotSchedule": read_jaxpruner,
    **dict.fromkeys(JAXPRUNER_PRUNERS, read_jaxpruner),
    "CubicSL": read_torch_ao,
    "LambdaSL": read_torch_ao,
    **dict.fromkeys(NNI_PRUNERS, read_nni),
    **dict.fromkeys(SPARSEML_MODIFIERS, read_sparseml),
    "WeightPruningConfig": read_intel,
    COREAI_CONFIG: read_coreai,
    "PolynomialDecaySchedule": read_coreai,
    "ConstantSparsitySchedule": read_coreai,
}
"""The function that reads a construction, by the name of its class."""
