"""Kernel shapes, wrapped layers and kept weights of well-known networks equal those of tfmot."""

from math import prod

import pytest
import tf_keras as keras
from tensorflow_model_optimization.sparsity.keras import prune_low_magnitude

from pruning_core import LayerTable, PolynomialDecay
from tests.contract.networks.tfmot_masks import masked_kernels, predicted_kernels, update_masks

SCHEDULE = PolynomialDecay(
    initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=40, frequency=10
)
STEP = 20
MAX_TIES = 20
"""The most weights of one network that are kept only because their magnitudes tie."""
SMALL = ("MobileNet",)
LARGE = (
    "MobileNetV2",
    "VGG16",
    "ResNet50",
    "ResNet50V2",
    "ResNet101",
    "DenseNet121",
    "InceptionV3",
    "Xception",
    "NASNetMobile",
)
REFUSED = (
    "EfficientNetB0",
    "MobileNetV3Small",
    "ConvNeXtTiny",
    "RegNetX002",
    "ResNetRS50",
    "InceptionResNetV2",
)


def large(names: tuple[str, ...]) -> list[object]:
    """Parameters that only `make soak` uses."""
    return [pytest.param(name, marks=pytest.mark.soak) for name in names]


def build(name: str) -> keras.Model:
    """The network with random weights."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(0)
    return getattr(keras.applications, name)(weights=None)


def summary_of(model: keras.Model) -> str:
    """The output of `model.summary()`."""
    lines: list[str] = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


def weights_of(table: LayerTable) -> dict[str, tuple[int, ...]]:
    """The number of weights in each kernel that is pruned."""
    return {name: tuple(map(prod, kernels)) for name, kernels in predicted_kernels(table).items()}


@pytest.mark.parametrize("name", [*SMALL, *large(LARGE)])
def test_kernels_layers_and_kept_weights_equal_those_of_tfmot(name: str) -> None:
    model = build(name)
    table = LayerTable.read(model.to_json())
    assert table.refused == ()
    pruned = prune_low_magnitude(model, pruning_schedule=SCHEDULE.to_tfmot())
    assert predicted_kernels(table) == masked_kernels(pruned)
    for summary in (summary_of(model), summary_of(pruned)):
        assert weights_of(LayerTable.read(summary)) == weights_of(table)

    predicted = table.kept_weights(SCHEDULE, STEP)
    masked = list(update_masks(pruned, SCHEDULE, STEP))
    assert [layer.name for layer in masked] == list(predicted)
    assert {layer.name: layer.kept - layer.ties for layer in masked} == predicted
    ties = sum(layer.ties for layer in masked)
    print(f"{name}: {len(masked)} layers, {table.n_weights} weights, {ties} ties")  # noqa: T201  (a figure to report)
    assert 0 <= ties <= MAX_TIES


@pytest.mark.parametrize("name", large(REFUSED))
def test_refused_network_is_refused_with_the_reason_of_tfmot(name: str) -> None:
    model = build(name)
    first = LayerTable.read(model.to_json()).refused[0]
    with pytest.raises(ValueError, match=rf"supported layer.*\.{first.kind}'>"):
        prune_low_magnitude(model)
    assert f"no rule for {first.kind}" in first.reason
