"""Hypothesis strategies for the values of two arms."""

from hypothesis import strategies as st

ACCURACIES = st.integers(9850, 9950).map(lambda correct: correct / 10_000)
"""Accuracies on 10,000 images. Many of their differences and sums are equal."""


def pairs_of_values(most: int = 24) -> st.SearchStrategy[tuple[list[float], list[float]]]:
    """The values of two arms with 1 to `most` pairs: accuracies, whole numbers, or any floats."""
    kinds = (
        ACCURACIES,
        st.integers(-3, 3).map(float),
        st.floats(-1e300, 1e300),
        st.floats(-1, 1, width=32),
    )
    return st.one_of(
        [
            st.lists(st.tuples(kind, kind), min_size=1, max_size=most).map(
                lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs])
            )
            for kind in kinds
        ]
    )
