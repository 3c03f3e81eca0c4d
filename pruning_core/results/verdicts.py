"""What measured files and times show about zeros, compression and speed, in sentences."""

from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import (
    DENSE,
    FLOAT,
    INT8,
    PRUNED,
    SPARSE,
    ModelResults,
    Timing,
)

LARGEST_DIFFERENCE = 0.05
"""A file whose answers differ more from Keras's computes another network; 8-bit weights stay below."""

KINDS = {FLOAT: "float", INT8: "8-bit weights", SPARSE: "zeros left out"}


def on_sizes(results: ModelResults, dense: ModelResults | None) -> tuple[str, ...]:
    """What the zeros of a pruned run do to its files.

    Args:
        results: Of a pruned run.
        dense: Of its dense baseline, where there is one.
    """
    return tuple(filter(None, (size_of_zeros(results, dense), size_without_zeros(results))))


def on_times(results: ModelResults) -> tuple[str, ...]:
    """What zeros do to the time of an inference; empty where no pruned network was timed.

    Only times with the same kernels are compared. They are called different only if the middle
    halves of the measurements do not overlap.
    """
    return tuple(filter(None, (speed(results, kernels) for kernels in Kernels)))


def size_of_zeros(results: ModelResults, dense: ModelResults | None) -> str | None:
    """What the zeros do to the size of the float file, as it is and compressed."""
    if (pruned := results.file(FLOAT)) is None:
        return None
    packed = f"Packed with gzip it has {pruned.gzipped:,} B"
    other = None if dense is None else dense.file(FLOAT)
    if other is None:
        return f"Zeros are stored like any number: {FLOAT} has {pruned.size:,} B. {packed}."
    size = (
        f"Zeros alone do not make a file smaller: {FLOAT} has {pruned.size:,} B, pruned or dense."
        if pruned.size == other.size
        else f"{FLOAT} has {pruned.size:,} B pruned and {other.size:,} B dense."
    )
    return f"{size} {packed}, the dense one {other.gzipped:,} B."


def size_without_zeros(results: ModelResults) -> str | None:
    """How much smaller a file without the zeros is."""
    whole, sparse = results.file(FLOAT), results.file(SPARSE)
    if whole is None or sparse is None:
        return None
    if sparse.size >= whole.size:
        return f"{SPARSE} is no smaller than {FLOAT}: there are too few zeros to leave out."
    return (
        f"{SPARSE} leaves zeros out: {sparse.size:,} B, "
        f"{sparse.size / whole.size:.0%} of {FLOAT} before either is packed."
    )


def speed(results: ModelResults, kernels: Kernels) -> str | None:
    """What zeros and 8-bit weights do to the time with one type of kernels."""
    times = {
        (timing.network, timing.name): timing
        for timing in results.timings
        if timing.kernels is kernels and computes_the_network(timing)
    }
    pruned, dense = times.get((PRUNED, FLOAT)), times.get((DENSE, FLOAT))
    if pruned is None or dense is None:
        return None
    sentences = [f"With {kernels} kernels: {zeros_and_time(pruned, dense)}"]
    if (sparse := times.get((PRUNED, SPARSE))) is not None and sparse.unpacked:
        sentences.append(
            f"{SPARSE} is unpacked when it is loaded, and then computed as a dense network: "
            f"{milliseconds(sparse)}."
        )
    if (int8 := times.get((PRUNED, INT8))) is not None and differ(int8, pruned):
        sentences.append(
            f"Weights of 8 bits take {milliseconds(int8)}, {ratio(int8, pruned)} float weights; "
            "that has nothing to do with zeros."
        )
    return " ".join(sentences)


def zeros_and_time(pruned: Timing, dense: Timing) -> str:
    """Whether zeros alone changed the time."""
    both = f"{milliseconds(pruned)} an image pruned, {milliseconds(dense)} dense"
    if not differ(pruned, dense):
        return f"zeros alone did not make it faster ({both}; the measurements overlap)."
    return f"the pruned network is {ratio(pruned, dense)} the dense one ({both})."


def timed_file(timing: Timing) -> str:
    """What was timed: the network, and how its file stores the weights."""
    return f"{timing.network}, {KINDS.get(timing.name, timing.name)}"


def computes_the_network(timing: Timing) -> bool:
    """Whether a timed file answers as the Keras model does."""
    return timing.difference <= LARGEST_DIFFERENCE


def differ(one: Timing, other: Timing) -> bool:
    """Whether two times differ: their middle halves do not overlap."""
    return one.upper < other.lower or other.upper < one.lower


def ratio(one: Timing, other: Timing) -> str:
    """How much faster or slower the first is, by the medians."""
    if one.median <= other.median:
        return f"{other.median / max(one.median, 1e-9):.2g} times as fast as"
    return f"{one.median / max(other.median, 1e-9):.2g} times as slow as"


def milliseconds(timing: Timing) -> str:
    """A median as text."""
    return f"{timing.median:.3g} ms"
