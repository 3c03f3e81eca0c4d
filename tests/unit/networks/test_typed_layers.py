"""Typed shapes and CSV become layers. A line that is not a layer is an error with the line number."""

import pytest

from pruning_core import Layer, LayerTable
from pruning_core.errors import LayerTableError

CONV = Layer("conv1", "Conv2D", ((3, 3, 64, 128),))


@pytest.mark.parametrize(
    "text",
    [
        "conv1: 3x3x64x128",
        "conv1 3 x 3 x 64 x 128",
        "conv1 = (3, 3, 64, 128)",
        "conv1 (Conv2D) [3,3,64,128]",
        "Conv2D conv1 3×3×64×128",
        "conv1\tConv2D\t3*3*64*128",
        "conv1,Conv2D,3X3X64X128,yes",
        "  conv1 | conv2d | 3x3x64x128  # the first\n\n",
        "\ufeffname,kernels\nconv1,3x3x64x128\n",
        'Layer;Type;Kernel shape\n"conv1";conv2d;3x3x64x128',
        "layer\tshape\nconv1\t(3, 3, 64, 128)",
        'name,kind,kernels,prunable\nconv1,Conv2D,"(3, 3, 64, 128)",1',
        'name,kernels\nconv1,"3, 3, 64, 128"',
        "conv1 Conv2D 3, 3, 64, 128",
        "conv1,3,3,64,128",
        '{"conv1": [3, 3, 64, 128]}',
        "{'conv1': [(3, 3, 64, 128)],}",
        "| Layer | Kernel shape |\n|:---|---|\n| conv1 | 3x3x64x128 |",
    ],
)
def test_one_layer_is_typed_in_many_ways(text: str) -> None:
    assert LayerTable.read(text).layers == (CONV,)


@pytest.mark.parametrize(
    "text",
    [
        "conv/kernel:0 (3, 3, 1, 32)\nconv/bias:0 (32,)\nfc/kernel:0 (1600, 10)\nfc/bias:0 (10,)",
        "conv/kernel (3, 3, 1, 32)\nfc/kernel (1600, 10)",
        "<tf.Variable 'conv/kernel:0' shape=(3, 3, 1, 32) dtype=float32>,\n"
        "<tf.Variable 'fc/kernel:0' shape=(1600, 10) dtype=float32>",
        "conv/kernel:0 (3, 3, 1, 32)\nprune_low_magnitude_conv/mask:0 (3, 3, 1, 32)\n"
        "prune_low_magnitude_conv/pruning_step:0 ()\nfc/kernel:0 TensorShape([1600, 10])",
    ],
)
def test_weights_that_a_program_prints_are_layers(text: str) -> None:
    table = LayerTable.read(text)
    assert [(layer.name, layer.kernels) for layer in table.prunable] == [
        ("conv", ((3, 3, 1, 32),)),
        ("fc", ((1600, 10),)),
    ]
    assert "classes of the layers are taken from names" in table.notes[0]


def test_names_with_slashes_are_typed_names() -> None:
    table = LayerTable.read("block1/conv1 3x3x3x64\nblock1/conv2 3x3x64x64")
    assert [layer.name for layer in table.layers] == ["block1/conv1", "block1/conv2"]


def test_python_list_of_shapes_is_one_layer_for_each_shape() -> None:
    table = LayerTable.read("[(3, 3, 1, 32), (1600, 10)]")
    assert [layer.kernels for layer in table.layers] == [((3, 3, 1, 32),), ((1600, 10),)]


def test_layers_without_a_name_get_the_names_that_keras_gives() -> None:
    table = LayerTable.read("3x3x3x64, 3x3x64x64\n1024x10\ndense: 10x10\nLSTM 8x16 4x16")
    assert [(layer.name, layer.kind) for layer in table.layers] == [
        ("conv2d", "Conv2D"),
        ("conv2d_1", "Conv2D"),
        ("dense_1", "Dense"),
        ("dense", "Dense"),
        ("lstm", "LSTM"),
    ]


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ("8x16 4x16", "LSTM"),
        ("8x12 4x12", "GRU"),
        ("8x4 4x4", "SimpleRNN"),
        ("8x5 4x5", ""),
        ("5x64x32", "Conv1D"),
        ("3x3x3x8x16", "Conv3D"),
        ("64x4x16 64x4x16 64x4x16 4x16x64", ""),
    ],
)
def test_most_common_kind_is_guessed_from_the_shapes_of_the_kernels(shapes: str, kind: str) -> None:
    assert LayerTable.read(f"one: {shapes}").layers[0].kind == kind


def test_kind_or_a_last_word_says_whether_the_layer_is_pruned() -> None:
    text = "dw DepthwiseConv2D 3x3x32x1\nhead: 64x10 no\nmine (MyLayer) 5x5 yes"
    assert [layer.prunable for layer in LayerTable.read(text).layers] == [False, False, True]
    text = "name,kind,kernels,prunable\ndrop,Dropout,,\nfc,,8x8,no"
    assert [layer.prunable for layer in LayerTable.read(text).layers] == [False, False]


def test_note_names_the_csv_columns_that_are_not_read() -> None:
    table = LayerTable.read("name,params,kernels\nfc,74,8x8")
    assert table.notes == ("These columns are not read: params.",)
    assert LayerTable.read("fc 8x8").notes == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no layer in the text"),
        (" \n\t", "there is no layer in the text"),
        ("hello", "line 1 is not a layer: 'hello'"),
        ("a 3x3\nfc 12", "line 2 is not a layer"),
        ("a 3x3.5", "line 1 is not a layer"),
        ("a 3x3 blah", "line 1 is not a layer"),
        ("a 3x3 and 4x4", "line 1 is not a layer"),
        ("one two three 3x3", "line 1 is not a layer"),
        ("a 3x0", "a: each dimension of a kernel must be at least 1, got 0"),
        ("a 3x" + "9" * 5_000, "more than 2000 characters"),
        ("a 3x" + "9" * 1_000, "must be at most"),
        ("a " + "1*" * 900 + "a", "line 1 is not a layer"),
        ("a " + "1x" * 900 + "1", "1 to 8 dimensions"),
        ("a 3x3\na 4x4", "two layers have the name a"),
        ("x" * (2**22 + 1), "the text has more than"),
        ("name,kernels\nfc,wide", "line 2: the kernels must be shapes"),
        ("name,kernels,prunable\nfc,8x8,maybe", "line 2: prunable must be yes or no"),
        ("name,kernels", "1 to 10000 layers, got 0"),
    ],
)
def test_error_about_a_text_without_layers_has_the_line_number(text: str, words: str) -> None:
    with pytest.raises(LayerTableError, match=words):
        LayerTable.read(text)


def test_five_thousand_layers_are_read() -> None:
    text = "\n".join(f"fc{index}: 64x64" for index in range(5_000))
    assert len(LayerTable.read(text).erk(0.9)) == 5_000
