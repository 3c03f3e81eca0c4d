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
from pruning_core.texts import gettext, gettext_noop, grouped

LARGEST_DIFFERENCE = 0.05
"""A file whose answers differ more from Keras's computes another network; 8-bit weights stay below."""

KINDS = {
    FLOAT: gettext_noop("float"),
    INT8: gettext_noop("8-bit weights"),
    SPARSE: gettext_noop("zeros left out"),
}
NETWORKS = {PRUNED: gettext_noop("pruned"), DENSE: gettext_noop("dense")}


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
    other = None if dense is None else dense.file(FLOAT)
    size, gzipped = grouped(pruned.size), grouped(pruned.gzipped)
    if other is None:
        return gettext(
            "Zeros are stored like any number: {file} has {size} B. Compressed with gzip it has "
            "{gzipped} B.",
            file=FLOAT,
            size=size,
            gzipped=gzipped,
        )
    if pruned.size == other.size:
        sentence = gettext_noop(
            "Zeros alone do not make a file smaller: {file} has {size} B, pruned or dense. "
            "Compressed with gzip it has {gzipped} B, the dense one {dense_gzipped} B."
        )
    else:
        sentence = gettext_noop(
            "{file} has {size} B pruned and {dense_size} B dense. Compressed with gzip it has "
            "{gzipped} B, the dense one {dense_gzipped} B."
        )
    return gettext(
        sentence,
        file=FLOAT,
        dense_size=grouped(other.size),
        dense_gzipped=grouped(other.gzipped),
        size=size,
        gzipped=gzipped,
    )


def size_without_zeros(results: ModelResults) -> str | None:
    """How much smaller a file without the zeros is."""
    whole, sparse = results.file(FLOAT), results.file(SPARSE)
    if whole is None or sparse is None:
        return None
    if sparse.size >= whole.size:
        return gettext(
            "{sparse} is no smaller than {whole}: there are too few zeros to leave out.",
            sparse=SPARSE,
            whole=FLOAT,
        )
    share = f"{sparse.size / whole.size:.0%}"
    return gettext(
        "{sparse} leaves zeros out: {size} B, {share} of {whole} before either is compressed.",
        sparse=SPARSE,
        size=grouped(sparse.size),
        share=share,
        whole=FLOAT,
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
    sentences = [gettext("With {kernels} kernels:", kernels=kernels), zeros_and_time(pruned, dense)]
    if (sparse := times.get((PRUNED, SPARSE))) is not None and sparse.unpacked:
        sentences.append(
            gettext(
                "{file} is unpacked when it is loaded, and then computed as a dense network: {time}.",
                file=SPARSE,
                time=milliseconds(sparse),
            )
        )
    if (int8 := times.get((PRUNED, INT8))) is not None and differ(int8, pruned):
        sentences.append(
            gettext(
                "Weights of 8 bits take {time}, {ratio} float weights; that has nothing to do with "
                "zeros.",
                time=milliseconds(int8),
                ratio=ratio(int8, pruned),
            )
        )
    return " ".join(sentences)


def zeros_and_time(pruned: Timing, dense: Timing) -> str:
    """Whether zeros alone changed the time."""
    if not differ(pruned, dense):
        return gettext(
            "zeros alone did not make it faster ({pruned} an image pruned, {dense} dense; the "
            "measurements overlap).",
            pruned=milliseconds(pruned),
            dense=milliseconds(dense),
        )
    return gettext(
        "the pruned network is {ratio} the dense one ({pruned} an image pruned, {dense} dense).",
        ratio=ratio(pruned, dense),
        pruned=milliseconds(pruned),
        dense=milliseconds(dense),
    )


def timed_file(timing: Timing) -> str:
    """What was timed: the network, and how its file stores the weights."""
    kind = KINDS.get(timing.name)
    name = timing.name if kind is None else gettext(kind)
    return f"{gettext(NETWORKS[timing.network])}, {name}"


def computes_the_network(timing: Timing) -> bool:
    """Whether a timed file answers as the Keras model does."""
    return timing.difference <= LARGEST_DIFFERENCE


def differ(one: Timing, other: Timing) -> bool:
    """Whether two times differ: their middle halves do not overlap."""
    return one.upper < other.lower or other.upper < one.lower


def ratio(one: Timing, other: Timing) -> str:
    """How much faster or slower the first is, by the medians."""
    if one.median <= other.median:
        factor = f"{other.median / max(one.median, 1e-9):.2g}"
        return gettext("{factor} times as fast as", factor=factor)
    factor = f"{one.median / max(other.median, 1e-9):.2g}"
    return gettext("{factor} times as slow as", factor=factor)


def milliseconds(timing: Timing) -> str:
    """A median as text."""
    median = f"{timing.median:.3g}"
    return gettext("{time} ms", time=median)
