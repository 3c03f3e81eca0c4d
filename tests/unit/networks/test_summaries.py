"""A pasted `model.summary()` becomes layers: kernels are inferred, marked as assumed, or asked for."""

from pathlib import Path

import pytest

from pruning_core import LayerTable
from pruning_core.errors import LayerTableError

SUMMARIES = Path(__file__).parents[2] / "recorded_summaries"
HEADING = " Layer (type)                Output Shape              Param #\n" + "=" * 65 + "\n"
WIDTH = 26

TOY_KERNELS = {
    "stem": ((3, 3, 3, 8),),
    "separable_conv2d": ((1, 1, 16, 12),),
    "conv2d_transpose": ((3, 3, 6, 12),),
    "conv2d": ((1, 7, 3, 6),),
    "locally_connected2d": ((2601, 54, 4),),
    "conv2d_1": ((3, 3, 4, 5),),
    "head": ((5, 10),),
}


def row(name: str, kind: str, shape: str, params: int) -> str:
    """A row of Keras 2, whose columns have the widths of a sequential model. Long labels go on below."""
    label = f"{name} ({kind})"
    rest = f" {label[WIDTH:]}\n" if label[WIDTH:] else ""
    return f" {label[:WIDTH]:<{WIDTH + 1}} {shape:<25} {params}\n{rest}\n"


def kernels_of(table: LayerTable) -> dict[str, tuple[tuple[int, ...], ...]]:
    return {layer.name: layer.kernels for layer in table.prunable}


def test_nested_model_of_keras_2_is_read_with_its_layers() -> None:
    table = LayerTable.read((SUMMARIES / "keras_2_nested.txt").read_text("utf-8"))
    assert kernels_of(table) == TOY_KERNELS
    assert "inner" not in {layer.name for layer in table.layers}
    depthwise = table.layers[2]
    assert (depthwise.kernels, depthwise.prunable) == (((3, 3, 8, 2),), False)


def test_wrapped_model_has_the_kernels_and_names_of_the_model_inside() -> None:
    table = LayerTable.read((SUMMARIES / "keras_2_wrapped.txt").read_text("utf-8"))
    assert list(kernels_of(table).values()) == list(TOY_KERNELS.values())
    assert list(kernels_of(table))[:2] == ["stem", "separable_conv2d_1"]
    assert any("wrapped for pruning" in note for note in table.notes)


def test_nested_model_of_keras_3_is_read_although_names_are_cut() -> None:
    table = LayerTable.read((SUMMARIES / "keras_3_nested.txt").read_text("utf-8"))
    expected = {name: kernels for name, kernels in TOY_KERNELS.items() if "locally" not in name}
    assert kernels_of(table) == expected | {"conv2d_1": ((3, 3, 6, 5),)}
    assert any("cut some names" in note for note in table.notes)
    assert table.layers[-2].kind == "GlobalAveragePooling2D"


def test_kernel_has_a_note_only_if_several_kernels_fit() -> None:
    text = HEADING + (
        row("a", "Conv2D", "(None, 26, 26, 8)", 80)
        + row("b", "Conv2D", "(None, 24, 24, 16)", 1168)
        + row("c", "Conv2D", "(None, 24, 24, 16)", 2304)
        + row("d", "Conv2D", "(None, 24, 24, 4)", 68)
    )
    first, valid, same, pointwise = LayerTable.read(text).layers
    assert first.kernels == ((3, 3, 1, 8),)
    assert "add a line to the text: a: " in first.note
    assert (valid.kernels, valid.note) == (((3, 3, 8, 16),), "")
    assert same.kernels == ((3, 3, 16, 16),)
    assert "Conv2D 1x9x16x16 has as many weights" in same.note
    assert (pointwise.kernels, pointwise.note) == (((1, 1, 16, 4),), "")


@pytest.mark.parametrize(
    ("kind", "before", "after", "params", "kernels"),
    [
        ("Dense", "(None, 784)", "(None, 300)", 235_500, [(784, 300)]),
        ("Dense", "(None, 784)", "(None, 300)", 235_200, [(784, 300)]),
        ("Conv1D", "(None, 20, 16)", "(None, 16, 24)", 1_944, [(5, 16, 24)]),
        ("Conv3D", "(None, 9, 9, 9, 2)", "(None, 7, 7, 7, 4)", 220, [(3, 3, 3, 2, 4)]),
        ("Conv2D", "(None, 9, 9, 64)", "(None, 9, 9, 32)", 608, [(3, 3, 2, 32)]),
        ("Embedding", "(None, 20)", "(None, 20, 16)", 1_600, [(100, 16)]),
        ("LSTM", "(None, 20, 24)", "(None, 12)", 1_776, [(24, 48), (12, 48)]),
        ("GRU", "(None, 20, 12)", "(None, 10)", 720, [(12, 30), (10, 30)]),
        ("GRU", "(None, 20, 12)", "(None, 10)", 690, [(12, 30), (10, 30)]),
        ("SimpleRNN", "(None, 20, 10)", "(None, 8)", 152, [(10, 8), (8, 8)]),
        ("RNN", "(None, 20, 24)", "(None, 12)", 1_776, [(24, 48), (12, 48)]),
        ("SeparableConv1D", "(None, 20, 8)", "(None, 18, 4)", 60, [(1, 8, 4)]),
        ("LocallyConnected1D", "(None, 20, 3)", "(None, 19, 4)", 532, [(19, 6, 4)]),
        (
            "MultiHeadAttention",
            "(None, 20, 64)",
            "(None, 20, 64)",
            66_368,
            [(64, 4, 64), (64, 4, 64), (64, 4, 64), (4, 64, 64)],
        ),
    ],
)
def test_kernels_of_each_kind_are_inferred(
    kind: str, before: str, after: str, params: int, kernels: list[tuple[int, ...]]
) -> None:
    text = HEADING + row("first", "Dropout", before, 0) + row("second", kind, after, params)
    layer = LayerTable.read(text).layers[1]
    assert (layer.kind, layer.kernels, layer.prunable) == (kind, tuple(kernels), True)


def test_wrapper_that_hides_a_separable_convolution_has_its_pointwise_kernel() -> None:
    shape = "(None, 9, 9, 128)"
    wrapped = row("prune_low_magnitude_mine", "PruneLowMagnitude", shape, 33_922)
    layer = LayerTable.read(HEADING + row("x", "ReLU", shape, 0) + wrapped).layers[1]
    assert (layer.name, layer.kind, layer.kernels) == (
        "mine",
        "SeparableConv2D",
        ((1, 1, 128, 128),),
    )


def test_typed_line_beside_a_summary_gives_a_shape() -> None:
    text = HEADING + row("a", "Conv2D", "(None, 24, 24, 16)", 2_304) + "a: 1x9x16x16\n"
    assert kernels_of(LayerTable.read(text)) == {"a": ((1, 9, 16, 16),)}


def test_model_whose_layers_are_not_shown_is_named() -> None:
    text = (
        HEADING + row("base", "Functional", "(None, 64)", 999) + row("b", "Dense", "(None, 2)", 130)
    )
    table = LayerTable.read(text)
    assert kernels_of(table) == {"b": ((64, 2),)}
    assert any("base is a model" in note and "expand_nested=True" in note for note in table.notes)


def test_equal_names_in_two_nested_models_get_the_names_of_the_models() -> None:
    text = HEADING + (
        row("left", "Sequential", "(None, 8)", 40)
        + "|" + row("dense", "Dense", "(None, 8)", 40)
        + row("right", "Sequential", "(None, 4)", 36)
        + "|" + row("dense", "Dense", "(None, 4)", 36)
    )  # fmt: skip
    assert kernels_of(LayerTable.read(text)) == {
        "left/dense": ((4, 8),),
        "right/dense": ((8, 4),),
    }


def test_rows_without_their_heading_or_blank_lines_are_read() -> None:
    rows = row("a", "Dense", "(None, 300)", 235_500) + row("b", "Dense", "(None, 10)", 3_010)
    expected = {"a": ((784, 300),), "b": ((300, 10),)}
    assert kernels_of(LayerTable.read(rows)) == expected
    assert kernels_of(LayerTable.read(HEADING + rows.replace("\n\n", "\n"))) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            row("a", "Conv2D", "(None, 9, 9, 8)", 7),
            "no kernel of a Conv2D layer fits the 7 weights",
        ),
        (row("a", "Dense", "multiple", 70), "add a line with the shape of its kernel to the text"),
        (row("a", "LSTM", "(None, 8)", 3), "for example a: 32x256 64x256"),
        (row("a", "Dense", "?", 0), "a has no weights yet: build the model"),
        (row("a", "Dense", "(None, 8)", 10**30), "no kernel of a Dense layer fits"),
        (" nonsense\n", "this row of the summary cannot be read"),
        ("", "1 to 10000 layers, got 0"),
    ],
)
def test_row_that_cannot_be_read_is_an_error_that_says_what_to_do(text: str, words: str) -> None:
    with pytest.raises(LayerTableError, match=words):
        LayerTable.read(HEADING + text)


def test_summary_that_lacks_a_column_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(LayerTableError, match="lacks its column Param #"):
        LayerTable.read("┃ Layer (type)      ┃ Output Shape \n│ a (Dense) │ (None, 8) ")


def test_five_thousand_rows_are_read_also_with_cut_names() -> None:
    row_text = "│ convolution… (Con… │ (None, 9, 9, 4) │ 148 │ convo… │"
    text = "┃ Layer (type) ┃ Output Shape ┃ Param # ┃ Connected to ┃\n" + "\n├──┼──┤\n".join(
        [row_text] * 5_000
    )
    names = [layer.name for layer in LayerTable.read(text).layers]
    assert (len(names), names[0], names[-1]) == (5_000, "convolution", "convolution~5000")


def test_part_of_a_table_of_keras_3_is_read_without_its_heading() -> None:
    table = LayerTable.read(
        "│ conv2d (Conv2D)     │ (None, 26, 26, 8)  │       80 │\n"
        "├─────────────────────┼────────────────────┼──────────┤\n"
        "│ flatten (Flatten)   │ (None, 5408)       │        0 │\n"
        "│ dense (Dense)       │ (None, 10)         │   54,090 │"
    )
    assert [layer.kernels for layer in table.prunable] == [((3, 3, 1, 8),), ((5408, 10),)]


def test_first_window_in_a_volume_is_a_cube() -> None:
    table = LayerTable.read(
        " Layer (type)         Output Shape               Param #\n"
        " conv3d (Conv3D)      (None, 6, 6, 6, 4)         112\n"
    )
    assert table.layers[0].kernels == ((3, 3, 3, 1, 4),)
