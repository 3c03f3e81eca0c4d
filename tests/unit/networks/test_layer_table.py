"""A layer table predicts the kept weights of each layer, and refuses impossible layers with a reason."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    Layer,
    LayerTable,
    PolynomialDecay,
    kept_weights,
)
from pruning_core.errors import LayerTableError, PlanError
from pruning_core.networks.layer_schedules import schedules_of
from pruning_core.networks.sizes import total_sizes
from pruning_core.networks.tfmot_rules import Treatment
from pruning_core.schedules import Keyframe
from tests.layer_tables import layer_tables

DECAY = PolynomialDecay(
    initial_sparsity=0.2, final_sparsity=0.8, begin_step=0, end_step=40, frequency=10
)
TABLE = LayerTable(
    (
        Layer("conv", "Conv2D", ((3, 3, 8, 16),)),
        Layer("depthwise", "DepthwiseConv2D", ((3, 3, 16, 1),), prunable=False),
        Layer("lstm", "LSTM", ((32, 64), (16, 64))),
        Layer("rescale", "Rescaling", prunable=False),
    )
)


@given(table=layer_tables())
def test_json_of_a_table_is_read_back(table: LayerTable) -> None:
    assert LayerTable.from_json(table.to_json()) == table


@given(table=layer_tables())
def test_masks_of_a_layer_keep_the_sum_of_its_kernels(table: LayerTable) -> None:
    kept = table.kept_weights(DECAY, 20)
    assert kept == {
        layer.name: sum(kept_weights(DECAY, 20, n) for n in layer.kernel_weights)
        for layer in table.prunable
    }


def test_masks_do_not_change_between_two_updates() -> None:
    assert TABLE.kept_after(DECAY, 9) == {"conv": 1152, "lstm": 3072}
    assert TABLE.kept_after(DECAY, 29) == TABLE.kept_weights(DECAY, 20)
    assert TABLE.kept_after(DECAY, 10**9) == TABLE.kept_weights(DECAY, 40)


def test_each_layer_may_have_its_own_schedule_or_none() -> None:
    half = ConstantSparsity(target_sparsity=0.5, begin_step=10, end_step=10)
    assert TABLE.kept_weights({"lstm": half, "conv": None}, 10) == {"conv": 1152, "lstm": 1536}


@pytest.mark.parametrize(
    ("name", "words"), [("conv3", "no layer 'conv3'"), ("depthwise", "masks none of its weights")]
)
def test_schedule_of_a_layer_that_is_not_pruned_is_an_error(name: str, words: str) -> None:
    with pytest.raises(LayerTableError, match=words):
        TABLE.kept_weights({name: DECAY}, 10)


def test_negative_step_is_an_error() -> None:
    with pytest.raises(PlanError, match="step must be at least 0"):
        TABLE.kept_weights(DECAY, -1)


def test_masked_kernels_have_sparse_sizes_and_other_kernels_have_dense_sizes() -> None:
    sizes = TABLE.sizes_after(ConstantSparsity(target_sparsity=0.75, begin_step=0), 100)
    assert list(sizes) == ["conv", "depthwise", "lstm"]
    assert sizes["depthwise"].csr == sizes["depthwise"].bitmap == sizes["depthwise"].dense == 576
    conv = sizes["conv"]
    assert (conv.kept, conv.bitmap, conv.csr) == (288, 4 * 288 + 144, 8 * 288 + 4 * 17)
    total = total_sizes(sizes)
    assert total.dense == 4 * (1152 + 144 + 3072)
    assert total.sparsity == 1 - (288 + 144 + 768) / (1152 + 144 + 3072)


def test_layers_too_small_for_the_target_are_named() -> None:
    table = LayerTable.read("head: 3x3\nexact: 2x5\nbody: 30x30")
    assert [layer.name for layer in table.too_small(table.uniform(0.9))] == ["head"]
    assert table.too_small(table.erk(0.9)) == ()


def test_treatment_and_reason_of_each_layer_equal_the_rules_of_tfmot() -> None:
    conv, depthwise, _lstm, rescale = TABLE.layers
    assert (conv.treatment, conv.reason) == (Treatment.MASKED, "")
    assert depthwise.treatment is Treatment.SKIPPED
    assert TABLE.refused == (rescale,)
    assert "no rule for Rescaling" in rescale.reason
    assert "not a layer of Keras 2" in replace(rescale, kind="MyLayer").reason


def test_dense_layer_is_left_out_of_every_distribution() -> None:
    table = TABLE.keep_dense(["conv"])
    assert table.uniform(0.5) == {"lstm": 0.5}
    assert table.layers[0].reason == "You chose to keep this layer dense."
    with pytest.raises(LayerTableError, match="no layer 'conv9'"):
        TABLE.keep_dense(["conv9"])


def test_schedules_of_layers_keep_the_form_of_the_schedule() -> None:
    points = [Keyframe(step=step, sparsity=s) for step, s in ((0, 0.0), (10, 0.9), (20, 0.5))]
    cyclic = KeyframeSchedule(keyframes=points, begin_step=0)
    sparsities = {"conv": 0.25}
    assert schedules_of(DECAY, sparsities) == {
        "conv": replace(DECAY, initial_sparsity=0.0625, final_sparsity=0.25)
    }
    scaled = schedules_of(cyclic, sparsities)["conv"].get_config()["config"]["keyframes"]
    assert [sparsity for _step, sparsity, _segment in scaled] == [0.0, pytest.approx(0.85), 0.25]
    constant = ConstantSparsity(target_sparsity=0.5, begin_step=3)
    assert schedules_of(constant, sparsities)["conv"] == replace(constant, target_sparsity=0.25)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fc", "Dense", ((10, 0),)), "fc: each dimension of a kernel must be at least 1, got 0"),
        (("fc", "Dense", ((10, -4),)), "must be at least 1"),
        (("fc", "Dense", ((2.5, 4),)), "must be a whole number"),
        (("fc", "Dense", ((2**31,),)), "must be at most"),
        (("fc", "Embedding", ((2**20, 2**12),)), "more than 2147483647 weights"),
        (("fc", "Dense", ((),)), "1 to 8 dimensions"),
        (("fc", "Dense", ((1,) * 9,)), "1 to 8 dimensions"),
        (("fc", "Dense", ("10x10",)), "1 to 8 dimensions"),
        (("fc", "Dense", ((1,),) * 65), "at most 64 shapes"),
        (("fc", "Dense", ()), "no kernel that can be pruned"),
        (("", "Dense", ((1,),)), "1 to 500 characters"),
        (("fc", 7, ((1,),)), "must be the name of a Keras class"),
    ],
)
def test_impossible_layer_is_an_error_that_says_why(
    arguments: tuple[object, ...], words: str
) -> None:
    with pytest.raises(LayerTableError, match=words):
        Layer(*arguments)


def test_impossible_table_is_an_error_that_says_why() -> None:
    layer = Layer("fc", "Dense", ((10, 10),))
    with pytest.raises(LayerTableError, match="1 to 10000 layers, got 0"):
        LayerTable(())
    with pytest.raises(LayerTableError, match="1 to 10000 layers, got 10001"):
        LayerTable((layer,) * 10_001)
    with pytest.raises(LayerTableError, match="two layers have the name fc"):
        LayerTable((layer, layer))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "must be a JSON object"),
        ('{"layers": 5}', "layers must be a list"),
        ('{"layers": [{"name": "fc"}]}', "kind is missing"),
        ('{"layers": [{"name": "fc", "kind": "Dense", "kernels": [[0]]}]}', "at least 1, got 0"),
        ('{"layers": [{"name": "fc", "kind": "Dense", "prunable": 1}]}', "must be true or false"),
    ],
)
def test_damaged_json_is_an_error_that_names_the_field(text: str, words: str) -> None:
    with pytest.raises(LayerTableError, match=words):
        LayerTable.from_json(text)


def test_saved_table_is_read_like_a_pasted_text() -> None:
    table = LayerTable.read("fc1 784x300\nfc2 300x10 no")
    assert LayerTable.read(table.to_json()).layers == table.layers
    network = json.dumps({"title": 'my "net"', "table": json.loads(table.to_json())})
    assert LayerTable.read(network).layers == table.layers
    with pytest.raises(LayerTableError, match="kernels"):
        LayerTable.read('{"layers": [{"name": "fc", "kernels": "big"}]}')
