"""The layers that tfmot masks, wraps without a mask, or refuses.

Source: `PruneRegistry` and `prune_low_magnitude` of tfmot 0.8.1. A contract test compares this table with
the installed tfmot.
"""

from enum import StrEnum

from pruning_core.texts import gettext

KERNEL = ("kernel",)
POINTWISE = ("pointwise_kernel",)
RECURRENT = ("kernel", "recurrent_kernel")

MASKED_WEIGHTS: dict[str, tuple[str, ...]] = {
    "Conv1D": KERNEL,
    "Conv2D": KERNEL,
    "Conv2DTranspose": KERNEL,
    "Conv3D": KERNEL,
    "Conv3DTranspose": KERNEL,
    "Dense": KERNEL,
    "Embedding": ("embeddings",),
    "GRU": RECURRENT,
    "LSTM": RECURRENT,
    "LocallyConnected1D": KERNEL,
    "LocallyConnected2D": KERNEL,
    "MultiHeadAttention": ("query kernel", "key kernel", "value kernel", "output kernel"),
    "RNN": RECURRENT,  # with Keras's own cells: those of LSTM, GRU and SimpleRNN
    "SeparableConv1D": POINTWISE,
    "SeparableConv2D": POINTWISE,
    "SimpleRNN": RECURRENT,
}
"""The weights with a mask, by the Keras class of their layer. A layer has one schedule for all its masks."""

SKIPPED_KINDS = frozenset(
    """
    Activation ActivityRegularization Add AlphaDropout Average AveragePooling1D AveragePooling2D
    AveragePooling3D BatchNormalization Concatenate Cropping1D Cropping2D Cropping3D DepthwiseConv2D
    Dot Dropout ELU Flatten GaussianDropout GaussianNoise GlobalAveragePooling1D
    GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
    GlobalMaxPooling3D InputLayer Lambda LayerNormalization LeakyReLU Masking MaxPooling1D
    MaxPooling2D MaxPooling3D Maximum Minimum Multiply Permute PruneLowMagnitude ReLU RepeatVector
    Reshape Softmax
    SpatialDropout1D SpatialDropout2D SpatialDropout3D Subtract SyncBatchNormalization
    ThresholdedReLU UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """.split()  # noqa: SIM905  (a list would have a line for each word)
)
"""Keras classes that tfmot accepts without masking a weight. A layer that is already wrapped stays as it is."""

REFUSED_KINDS = frozenset(
    """
    AdditiveAttention Attention Bidirectional CategoryEncoding CenterCrop Conv1DTranspose ConvLSTM1D
    ConvLSTM2D ConvLSTM3D DenseFeatures DepthwiseConv1D Discretization EinsumDense GroupNormalization
    HashedCrossing Hashing Identity IntegerLookup Normalization PReLU RandomBrightness
    RandomContrast RandomCrop RandomFlip RandomHeight RandomRotation RandomTranslation RandomWidth
    RandomZoom Rescaling Resizing SlicingOpLambda SpectralNormalization StackedRNNCells StringLookup TFOpLambda
    TextVectorization TimeDistributed UnitNormalization
    """.split()  # noqa: SIM905  (a list would have a line for each word)
)
"""Keras classes that tfmot refuses. tfmot also refuses every custom class without `get_prunable_weights`."""

KNOWN_KINDS = {kind.lower(): kind for kind in {*MASKED_WEIGHTS, *SKIPPED_KINDS, *REFUSED_KINDS}}
"""Each Keras class in this table, by its name in lower case."""

MODEL_KINDS = frozenset({"Functional", "Model", "Sequential"})
"""The classes of models. tfmot wraps the layers inside a model."""

RNN_CELLS = frozenset({"GRUCell", "LSTMCell", "SimpleRNNCell"})
"""The cells with which tfmot accepts the layer `RNN`."""


class Treatment(StrEnum):
    """How tfmot treats a layer."""

    MASKED = "masked"
    SKIPPED = "skipped"
    REFUSED = "refused"


def treatment_of(kind: str) -> Treatment:
    """How `prune_low_magnitude` treats a layer of this Keras class.

    >>> treatment_of("Dense"), treatment_of("DepthwiseConv2D"), treatment_of("Rescaling")
    (<Treatment.MASKED: 'masked'>, <Treatment.SKIPPED: 'skipped'>, <Treatment.REFUSED: 'refused'>)
    """
    if kind in MASKED_WEIGHTS:
        return Treatment.MASKED
    return Treatment.SKIPPED if kind in SKIPPED_KINDS else Treatment.REFUSED


def refusal(kind: str) -> str:
    """The reason why tfmot refuses this Keras class, and the way out.

    >>> refusal("Rescaling").partition(":")[0]
    'tfmot has no rule for Rescaling'
    """
    if kind in REFUSED_KINDS:
        return gettext(
            "tfmot has no rule for {kind}: prune_low_magnitude(model) raises ValueError. "
            "Wrap the other layers one by one, with clone_model and a clone function.",
            kind=kind,
        )
    return gettext(
        "tfmot has no rule for {kind}, which is not a layer of Keras 2: prune_low_magnitude(model) "
        "raises ValueError. Give the class a method get_prunable_weights, or wrap the other layers "
        "one by one, with clone_model and a clone function.",
        kind=kind,
    )
