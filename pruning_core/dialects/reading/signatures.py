"""The parameters of every class that the lab can read, in the order of its positional arguments."""

from collections.abc import Sequence
from dataclasses import fields

from pruning_core.schedules.config import SCHEDULE_CLASSES

JAXPRUNER_WINDOW = ("update_freq", "update_start_step", "update_end_step")
JAXPRUNER_PRUNERS = (
    "MagnitudePruning",
    "RandomPruning",
    "SaliencyPruning",
    "GlobalMagnitudePruning",
    "GlobalSaliencyPruning",
)
SPARSEML_MODIFIERS = ("GMPruningModifier", "MagnitudePruningModifier")
NNI_PRUNERS = ("AGPPruner", "LinearPruner")
TORCH_SPARSIFIERS = ("WeightNormSparsifier", "NearlyDiagonalSparsifier")

OPEN_CLASS = "partial"
"""functools.partial takes any number of arguments."""
LAB_CLASS = "KeyframeSchedule"
"""The class that tfmot does not have."""
COREAI_CONFIG = "ModuleMagnitudePrunerConfig"
SIGNATURES: dict[str, tuple[str, ...]] = {
    **{
        name: tuple(field.name for field in fields(schedule_class))
        for name, schedule_class in SCHEDULE_CLASSES.items()
    },
    "Keyframe": ("step", "sparsity", "segment"),
    OPEN_CLASS: ("function",),
    "PeriodicSchedule": JAXPRUNER_WINDOW,
    "PolynomialSchedule": (*JAXPRUNER_WINDOW, "power"),
    "OneShotSchedule": ("target_step",),
    **dict.fromkeys(JAXPRUNER_PRUNERS, ("scheduler",)),
    **dict.fromkeys(TORCH_SPARSIFIERS, ("sparsity_level", "sparse_block_shape")),
    "CubicSL": (
        "sparsifier",
        "init_sl",
        "init_t",
        "delta_t",
        "total_t",
        "initially_zero",
        "last_epoch",
        "verbose",
    ),
    "LambdaSL": ("sparsifier", "sl_lambda", "last_epoch", "verbose"),
    "LevelPruner": ("model", "config_list", "evaluator"),
    **dict.fromkeys(NNI_PRUNERS, ("pruner", "interval_steps", "total_times")),
    **dict.fromkeys(
        SPARSEML_MODIFIERS,
        ("init_sparsity", "final_sparsity", "start_epoch", "end_epoch", "update_frequency"),
    ),
    COREAI_CONFIG: ("op_state_spec",),
    "PruningSpec": ("target_sparsity",),
    "PolynomialDecaySchedule": ("begin_step", "total_iters", "power", "initial_sparsity"),
    "ConstantSparsitySchedule": ("begin_step",),
    "WeightPruningConfig": ("pruning_configs", "target_sparsity", "pruning_type", "pattern"),
}
"""Parameters by the name of the class. Other libraries have more parameters, which the lab does not need."""

RATE_MODULES = frozenset({"optimizers", "optimizer", "lr", "lr_scheduler"})
RATE_PARAMETERS = frozenset(
    {"initial_learning_rate", "learning_rate", "decay_steps", "end_learning_rate"}
)


def is_learning_rate(path: str, keywords: Sequence[str] = ()) -> bool:
    """Whether a call makes a learning-rate schedule. Keras has a PolynomialDecay of its own.

    >>> is_learning_rate("tensorflow.keras.optimizers.schedules.PolynomialDecay")
    True
    """
    return not (RATE_MODULES.isdisjoint(path.split(".")) and RATE_PARAMETERS.isdisjoint(keywords))
