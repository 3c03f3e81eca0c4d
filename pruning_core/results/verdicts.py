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

WEIGHT_FORMS = {
    FLOAT: gettext_noop("float"),
    INT8: gettext_noop("8-bit weights"),
    SPARSE: gettext_noop("without zeros"),
}
NETWORKS = {PRUNED: gettext_noop("pruned"), DENSE: gettext_noop("dense")}


def size_sentences(results: ModelResults, dense: ModelResults | None) -> tuple[str, ...]:
    """Sentences about the effect of zeros on the sizes of files.

    Args:
        results: The results of a pruned run.
        dense: The results of its dense baseline, or Nfirst.
    """
    return tuple(
        filter(None, (sentence_on_zeros(results, dense), sentence_on_sparse_file(results)))
    )


def time_sentences(results: ModelResults) -> tuple[str, ...]:
    """Sentences about the effect of zeros on inference times; empty if no pruned network was timed.

    Only times with the same kernels are compared. Two times are different only if the middle halves
    of their measurements do not overlap.
    """
    return tuple(filter(None, (sentence_on_time(results, kernels) for kernels in Kernels)))


def sentence_on_zeros(results: ModelResults, dense: ModelResults | None) -> str | None:
    """A sentence about the effect of zeros on the size of the float file, uncompressed and compressed."""
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
            "Compressed with gzip, it has {gzipped} B, and the dense file has {dense_gzipped} B."
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


def sentence_on_sparse_file(results: ModelResults) -> str | None:
    """A sentence about the size of the file without zeros."""
    float_file, sparse = results.file(FLOAT), results.file(SPARSE)
    if float_file is None or sparse is None:
        return None
    if sparse.size >= float_file.size:
        return gettext(
            "{sparse} is not smaller than {file}: there are too few zeros.",
            sparse=SPARSE,
            file=FLOAT,
        )
    share = f"{sparse.size / float_file.size:.0%}"
    return gettext(
        "{sparse} does not store zeros: it has {size} B, {share} of {file}, both uncompressed.",
        sparse=SPARSE,
        size=grouped(sparse.size),
        share=share,
        file=FLOAT,
    )


def sentence_on_time(results: ModelResults, kernels: Kernels) -> str | None:
    """Sentences about the effect of zeros and 8-bit weights on the time with one type of kernels."""
    times = {
        (timing.network, timing.name): timing
        for timing in results.timings
        if timing.kernels is kernels and gives_equal_answers(timing)
    }
    pruned, dense = times.get((PRUNED, FLOAT)), times.get((DENSE, FLOAT))
    if pruned is None or dense is None:
        return None
    sentences = [
        gettext("With {kernels} kernels:", kernels=kernels),
        compare_pruned_and_dense(pruned, dense),
    ]
    if (sparse := times.get((PRUNED, SPARSE))) is not None and sparse.unpacked:
        sentences.append(
            gettext(
                "{file} is unpacked when it is loaded, and then computed as a dense network: {time}.",
                file=SPARSE,
                time=format_milliseconds(sparse),
            )
        )
    if (int8 := times.get((PRUNED, INT8))) is not None and differ(int8, pruned):
        sentences.append(
            gettext(
                "With weights of 8 bits, an image takes {time}: {ratio} with float weights. The cause is not the "
                "zeros.",
                time=format_milliseconds(int8),
                ratio=describe_ratio(int8, pruned),
            )
        )
    return " ".join(sentences)


def compare_pruned_and_dense(pruned: Timing, dense: Timing) -> str:
    """A sentence: whether zeros alone changed the time."""
    if not differ(pruned, dense):
        return gettext(
            "zeros alone did not make the network faster (pruned: {pruned} per image, dense: {dense}; "
            "the measurements overlap).",
            pruned=format_milliseconds(pruned),
            dense=format_milliseconds(dense),
        )
    return gettext(
        "the pruned network is {ratio} the dense network (pruned: {pruned} per image, dense: {dense}).",
        ratio=describe_ratio(pruned, dense),
        pruned=format_milliseconds(pruned),
        dense=format_milliseconds(dense),
    )


def name_of_timed_file(timing: Timing) -> str:
    """The timed network, and the form of the weights in its file."""
    kind = WEIGHT_FORMS.get(timing.name)
    name = timing.name if kind is None else gettext(kind)
    return f"{gettext(NETWORKS[timing.network])}, {name}"


def gives_equal_answers(timing: Timing) -> bool:
    """Whether the answers of a timed file equal the answers of the Keras model, up to rounding."""
    return timing.difference <= MAX_DIFFERENCE


def differ(first: Timing, second: Timing) -> bool:
    """Whether two times differ: the middle halves of their measurements do not overlap."""
    return first.upper < second.lower or second.upper < first.lower


def describe_ratio(first: Timing, second: Timing) -> str:
    """The ratio of two medians as text."""
    if first.median <= second.median:
        factor = f"{second.median / max(first.median, 1e-9):.2g}"
        return gettext("{factor} times as fast as", factor=factor)
    factor = f"{first.median / max(second.median, 1e-9):.2g}"
    return gettext("{factor} times as slow as", factor=factor)


def format_milliseconds(timing: Timing) -> str:
    """A median as text."""
    median = f"{timing.median:.3g}"
    return gettext("{time} ms", time=median)
