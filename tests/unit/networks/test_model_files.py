"""Model files become layers: the config of `.keras`, config and shapes of `.h5`, and weights alone."""

import json
from pathlib import Path

import pytest

from pruning_core import LayerTable
from pruning_core.networks.layer import KernelShape
from tests.model_files import Config, dense, layer, model, write_h5, write_keras

Kernels = dict[str, tuple[KernelShape, ...]]


def kernels_of(table: LayerTable) -> Kernels:
    return {layer.name: layer.kernels for layer in table.prunable}


def test_keras_file_gives_layers_in_order_with_kernels_by_arithmetic(tmp_path: Path) -> None:
    config = model(
        layer("InputLayer", "input", batch_input_shape=[None, 28, 28, 1]),
        layer("Conv2D", "conv", [None, 28, 28, 1], kernel_size=[3, 3], filters=8),
        layer("BatchNormalization", "norm", [None, 26, 26, 8]),
        layer("DepthwiseConv2D", "depthwise", [None, 26, 26, 8], kernel_size=[3, 3]),
        dense("head", 4608, 10),
        kind="Functional",
    )
    table = LayerTable.open(write_keras(tmp_path / "model.keras", config))
    assert [layer.name for layer in table.layers] == ["input", "conv", "norm", "depthwise", "head"]
    assert kernels_of(table) == {"conv": ((3, 3, 1, 8),), "head": ((4608, 10),)}
    assert table.layers[3].kernels == ((3, 3, 8, 1),)
    assert LayerTable.read(json.dumps(config)) == table


@pytest.mark.parametrize(
    ("entry", "kernels"),
    [
        (layer("Conv1D", "x", [None, 9, 6], kernel_size=[5], filters=4), ((5, 6, 4),)),
        (layer("Conv1D", "x", [None, 9, 6], kernel_size=5, filters=4), ((5, 6, 4),)),
        (
            layer("Conv2D", "x", [None, 9, 9, 6], kernel_size=[3, 1], filters=4, groups=2),
            ((3, 1, 3, 4),),
        ),
        (
            layer(
                "Conv2D", "x", [None, 6, 9, 9], kernel_size=[3, 3], filters=4,
                data_format="channels_first",
            ),
            ((3, 3, 6, 4),),
        ),
        (layer("Conv3D", "x", [None, 9, 9, 9, 2], kernel_size=[3] * 3, filters=4), ((3, 3, 3, 2, 4),)),
        (layer("Conv2DTranspose", "x", [None, 9, 9, 6], kernel_size=[3, 3], filters=4), ((3, 3, 4, 6),)),
        (
            layer("SeparableConv2D", "x", [None, 9, 9, 6], kernel_size=[3, 3], filters=4, depth_multiplier=2),
            ((1, 1, 12, 4),),
        ),
        (layer("Embedding", "x", input_dim=100, output_dim=16), ((100, 16),)),
        (layer("LSTM", "x", [None, 9, 6], units=4), ((6, 16), (4, 16))),
        (layer("GRU", "x", [None, 9, 6], units=4), ((6, 12), (4, 12))),
        (layer("SimpleRNN", "x", [None, 9, 6], units=4), ((6, 4), (4, 4))),
        (
            layer(
                "RNN", "x", [None, 9, 6],
                cell=layer("StackedRNNCells", "cells", cells=[
                    layer("LSTMCell", "a", units=4), layer("GRUCell", "b", units=5),
                ]),
            ),
            ((6, 16), (4, 16), (4, 15), (5, 15)),
        ),
        (
            layer(
                "MultiHeadAttention", "x", [None, 9, 6], num_heads=2, key_dim=3, value_dim=4,
                query_shape=[None, 9, 6], key_shape=[None, 9, 7], value_shape=[None, 9, 8],
            ),
            ((6, 2, 3), (7, 2, 3), (8, 2, 4), (2, 4, 6)),
        ),
        (
            layer("LocallyConnected2D", "x", [None, 9, 9, 2], kernel_size=[3, 3], strides=[2, 2], filters=4),
            ((16, 18, 4),),
        ),
        (
            layer(
                "LocallyConnected1D", "x", [None, 9, 2], kernel_size=[3], strides=[1], filters=4,
                implementation=2,
            ),
            ((9, 2, 7, 4),),
        ),
    ],
)  # fmt: skip
def test_kernels_that_tfmot_masks_are_computed(
    entry: Config, kernels: tuple[KernelShape, ...]
) -> None:
    assert kernels_of(LayerTable.read(json.dumps(model(entry)))) == {"x": kernels}


@pytest.mark.parametrize(
    ("entry", "kernels"),
    [
        (layer("Bidirectional", "x", [None, 9, 6], layer=layer("LSTM", "f", units=4)), 2 * ((6, 16), (4, 16))),
        (layer("TimeDistributed", "x", [None, 9, 6], layer=layer("Dense", "d", units=4)), ((6, 4),)),
        (
            layer("EinsumDense", "x", [None, 9, 6], equation="abc,cd->abd", output_shape=[None, 4]),
            ((6, 4),),
        ),
        (
            layer("EinsumDense", "x", [None, 9, 6], equation="...x,xyz->...yz", output_shape=[None, 2, 4]),
            ((6, 2, 4),),
        ),
        (
            layer("ConvLSTM2D", "x", [None, 5, 9, 9, 6], kernel_size=[3, 3], filters=4),
            ((3, 3, 6, 16), (3, 3, 4, 16)),
        ),
        (layer("Rescaling", "x", [None, 9]), ()),
        (layer("company>MyLayer", "x", [None, 9]), ()),
        (layer("RNN", "x", [None, 9, 6], cell=layer("MyCell", "c", units=4)), ()),
        (layer("Bidirectional", "x", layer=layer("LSTM", "f", units=4)), ()),
    ],
)  # fmt: skip
def test_kernels_of_refused_layers_are_shown_and_not_pruned(
    entry: Config, kernels: tuple[KernelShape, ...]
) -> None:
    (refused,) = LayerTable.read(json.dumps(model(entry))).refused
    assert refused.kernels == kernels
    assert "tfmot has no rule for" in refused.reason


def test_nested_and_wrapped_layers_keep_their_own_names(tmp_path: Path) -> None:
    wrapped = layer("PruneLowMagnitude", "prune_low_magnitude_head", layer=dense("head", 8, 2))
    inner = model(dense("dense", 4, 8), name="left"), model(dense("dense", 8, 8), name="right")
    table = LayerTable.open(write_keras(tmp_path / "m.keras", model(*inner, wrapped)))
    assert kernels_of(table) == {
        "left/dense": ((4, 8),),
        "right/dense": ((8, 8),),
        "head": ((8, 2),),
    }


def test_h5_file_needs_no_input_shapes_because_it_holds_the_shapes(tmp_path: Path) -> None:
    inner = model(layer("Conv2D", "conv", kernel_size=[3, 3], filters=8), name="inner")
    wrapped = layer(
        "PruneLowMagnitude", "prune_low_magnitude_lstm", layer=layer("LSTM", "lstm", units=4)
    )
    config = model(inner, wrapped, layer("Dense", "head", units=2))
    shapes = {
        "model_weights/inner/inner/conv/kernel": (3, 3, 1, 8),
        "model_weights/prune_low_magnitude_lstm/lstm/lstm_cell/kernel:0": (6, 16),
        "model_weights/prune_low_magnitude_lstm/lstm/lstm_cell/recurrent_kernel:0": (4, 16),
        "model_weights/prune_low_magnitude_lstm/prune_low_magnitude_lstm/mask:0": (6, 16),
        "model_weights/head/head/kernel:0": (4, 2),
        "model_weights/head/head/bias:0": (2,),
        "optimizer_weights/Adam/m/head/kernel:0": (4, 2),
    }
    table = LayerTable.open(write_h5(tmp_path / "model.h5", shapes, config))
    assert kernels_of(table) == {
        "conv": ((3, 3, 1, 8),),
        "lstm": ((6, 16), (4, 16)),
        "head": ((4, 2),),
    }


def test_named_weights_without_a_config_give_layers(tmp_path: Path) -> None:
    shapes = {
        "stem/stem/kernel:0": (3, 3, 1, 8),
        "inner/dense_3/kernel:0": (8, 8),
        "gru/gru/gru_cell/kernel:0": (8, 12),
        "gru/gru/gru_cell/recurrent_kernel:0": (4, 12),
        "gru/gru/gru_cell/bias:0": (2, 12),
        "norm/norm/gamma:0": (8,),
        "words/words/embeddings:0": (100, 8),
    }
    table = LayerTable.open(write_h5(tmp_path / "weights.h5", shapes))
    assert kernels_of(table) == {
        "stem": ((3, 3, 1, 8),),
        "dense_3": ((8, 8),),
        "gru": ((8, 12), (4, 12)),
        "words": ((100, 8),),
    }
    assert {layer.name: layer.kind for layer in table.layers}["norm"] == "BatchNormalization"
    assert any("weights only" in note for note in table.notes)


NUMBERED = {
    "layers/conv2d/vars/0": (3, 3, 1, 8),
    "layers/conv2d/vars/1": (8,),
    "layers/conv2d_10/vars/0": (3, 3, 8, 8),
    "layers/conv2d_2/vars/0": (3, 3, 8, 8),
    "layers/gru/cell/vars/0": (8, 12),
    "layers/gru/cell/vars/1": (4, 12),
    "layers/gru/cell/vars/2": (2, 12),
    "layers/multi_head_attention/_key_dense/vars/0": (7, 2, 3),
    "layers/multi_head_attention/_output_dense/vars/0": (2, 3, 6),
    "layers/multi_head_attention/_query_dense/vars/0": (6, 2, 3),
    "layers/multi_head_attention/_value_dense/vars/0": (7, 2, 3),
    "layers/prune_low_magnitude/layer/vars/0": (8, 4),
    "layers/prune_low_magnitude/layer/vars/1": (4,),
    "layers/prune_low_magnitude/vars/0": (8, 4),
    "layers/prune_low_magnitude/vars/1": (),
    "layers/separable_conv2d/vars/0": (3, 3, 8, 1),
    "layers/separable_conv2d/vars/1": (1, 1, 8, 4),
    "layers/sequential/layers/dense/vars/0": (8, 2),
    "optimizer/vars/0": (8, 2),
}


def test_numbered_weights_give_layers_with_the_number_of_their_class(tmp_path: Path) -> None:
    table = LayerTable.open(write_h5(tmp_path / "m.weights.h5", NUMBERED))
    assert list(kernels_of(table))[:3] == ["conv2d", "conv2d_2", "conv2d_10"]
    assert kernels_of(table)["multi_head_attention"] == ((6, 2, 3), (7, 2, 3), (7, 2, 3), (2, 3, 6))
    assert kernels_of(table)["separable_conv2d"] == ((1, 1, 8, 4),)
    assert kernels_of(table)["gru"] == ((8, 12), (4, 12))
    assert kernels_of(table)["prune_low_magnitude"] == ((8, 4),)
    assert kernels_of(table)["dense"] == ((8, 2),)
    assert any("does not hold the names" in note for note in table.notes)


def test_names_that_keras_3_writes_beside_the_weights_are_used(tmp_path: Path) -> None:
    names = {"layers/conv2d/vars": "stem", "layers/sequential/layers/dense/vars": "head"}
    table = LayerTable.open(write_h5(tmp_path / "m.weights.h5", NUMBERED, names=names))
    assert kernels_of(table)["stem"] == ((3, 3, 1, 8),)
    assert kernels_of(table)["head"] == ((8, 2),)
    assert len(table.notes) == 1


def test_contents_that_a_browser_sends_give_the_table_of_the_file(tmp_path: Path) -> None:
    sent = {
        "weights": [{"path": path, "shape": list(shape)} for path, shape in NUMBERED.items()],
        "names": [{"path": "layers/conv2d/vars", "name": "stem"}],
    }
    names = {"layers/conv2d/vars": "stem"}
    file = write_h5(tmp_path / "m.weights.h5", NUMBERED, names=names)
    assert LayerTable.from_contents(json.dumps(sent)) == LayerTable.open(file)
    config = json.dumps(model(dense("head", 8, 2)))
    assert LayerTable.from_contents(json.dumps({"config": config})) == LayerTable.read(config)
