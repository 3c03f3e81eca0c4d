"""Hypothesis strategies for layer tables."""

from hypothesis import strategies as st

from pruning_core import Layer, LayerTable

SIZES = st.one_of(st.integers(1, 12), st.integers(1, 200))


def kernels() -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of kernels of 1 to 4 dimensions."""
    return st.lists(SIZES, min_size=1, max_size=4).map(tuple)


@st.composite
def layer_tables(draw: st.DrawFn, max_layers: int = 8) -> LayerTable:
    """Tables whose layers have one to four kernels. The first layer is pruned, others may be dense."""
    groups = draw(
        st.lists(st.lists(kernels(), min_size=1, max_size=4), min_size=1, max_size=max_layers)
    )
    dense = draw(st.sets(st.integers(1, max_layers)))
    layers = (
        Layer(f"layer_{index}", "Dense", tuple(group), index not in dense)
        for index, group in enumerate(groups)
    )
    return LayerTable(tuple(layers))
