"""Sentences about zeros, compression and speed, from measured files and times."""

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

MAX_DIFFERENCE = 0.05
"""The largest allowed difference from Keras's answers. Files with 8-bit weights stay below it."""

KINDS = {
    FLOAT: gettext_noop("float"),
    INT8: gettext_noop("8-bit weights"),
    SPARSE: gettext_noop("without zeros"),
}
NETWORKS = {PRUNED: gettext_noop("pruned"), DENSE: gettext_noop("dense")}


def size_sentences(results: ModelResults, dense: ModelResults | None) -> tuple[str, ...]:
    """Sentences about the effect of zeros on the sizes of files.

    Args:
        results: The results of a pruned run.
        dense: The results of its dense baseline, or None.
    """
    return tuple(filter(None, (size_of_zeros(results, dense), size_without_zeros(results))))


def time_sentences(results: ModelResults) -> tuple[str, ...]:
    """Sentences about the effect of zeros on inference times; empty if no pruned network was timed.

    Only times with the same kernels are compared. Two times are different only if the middle halves
    of their measurements do not overlap.
    """
    return tuple(filter(None, (speed(results, kernels) for kernels in Kernels)))


def size_of_zeros(results: ModelResults, dense: ModelResults | None) -> str | None:
    """The effect of zeros on the size of the float file, uncompressed and compressed."""
    if (pruned := results.file(FLOAT)) is None:
        return None
    other = None if dense is None else dense.file(FLOAT)
    size, gzipped = grouped(pruned.size), grouped(pruned.gzipped)
    if other is None:
        return gettext(
            "Zeros are stored like any other number: {file} has {size} B. Compressed with gzip, it has "
            "{gzipped} B.",
            file=FLOAT,
            size=size,
            gzipped=gzipped,
        )
    if pruned.size == other.size:
        sentence = gettext_noop(
            "Zeros alone do not make a file smaller: {file} has {size} B, pruned or dense. "
            "Compressed with gzip, it has {gzipped} B, the dense one {dense_gzipped} B."
        )
    else:
        sentence = gettext_noop(
            "{file} has {size} B pruned and {dense_size} B dense. Compressed with gzip, it has "
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
    """How much smaller the file without zeros is."""
    float_file, sparse = results.file(FLOAT), results.file(SPARSE)
    if float_file is None or sparse is None:
        return None
    if sparse.size >= float_file.size:
        return gettext(
            "{sparse} is not smaller than {whole}: there are too few zeros.",
            sparse=SPARSE,
            whole=FLOAT,
        )
    share = f"{sparse.size / float_file.size:.0%}"
    return gettext(
        "{sparse} does not store zeros: it has {size} B, {share} of {whole}, both uncompressed.",
        sparse=SPARSE,
        size=grouped(sparse.size),
        share=share,
        whole=FLOAT,
    )


def speed(results: ModelResults, kernels: Kernels) -> str | None:
    """The effect of zeros and 8-bit weights on the time with one type of kernels."""
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
                "With weights of 8 bits it takes {time}, {ratio} with float weights; this has nothing to do "
                "with zeros.",
                time=milliseconds(int8),
                ratio=ratio(int8, pruned),
            )
        )
    return " ".join(sentences)


def zeros_and_time(pruned: Timing, dense: Timing) -> str:
    """A sentence that says whether zeros alone changed the time."""
    if not differ(pruned, dense):
        return gettext(
            "zeros alone did not make it faster (pruned: {pruned} per image, dense: {dense}; "
            "the measurements overlap).",
            pruned=milliseconds(pruned),
            dense=milliseconds(dense),
        )
    return gettext(
        "the pruned network is {ratio} the dense one (pruned: {pruned} per image, dense: {dense}).",
        ratio=ratio(pruned, dense),
        pruned=milliseconds(pruned),
        dense=milliseconds(dense),
    )


def timed_file(timing: Timing) -> str:
    """The timed network, and the form of the weights in its file."""
    kind = KINDS.get(timing.name)
    name = timing.name if kind is None else gettext(kind)
    return f"{gettext(NETWORKS[timing.network])}, {name}"


def computes_the_network(timing: Timing) -> bool:
    """Whether the answers of a timed file equal those of the Keras model, up to rounding."""
    return timing.difference <= MAX_DIFFERENCE


def differ(one: Timing, other: Timing) -> bool:
    """Whether two times differ: the middle halves of their measurements do not overlap."""
    return one.upper < other.lower or other.upper < one.lower


def ratio(one: Timing, other: Timing) -> str:
    """How much faster or slower the first time is, by the medians."""
    if one.median <= other.median:
        factor = f"{other.median / max(one.median, 1e-9):.2g}"
        return gettext("{factor} times as fast as", factor=factor)
    factor = f"{one.median / max(other.median, 1e-9):.2g}"
    return gettext("{factor} times as slow as", factor=factor)


def milliseconds(timing: Timing) -> str:
    """A median as text."""
    median = f"{timing.median:.3g}"
    return gettext("{time} ms", time=median)
