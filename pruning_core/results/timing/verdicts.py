"""Sentences about inference times. Two times differ only if the difference is larger than their spread."""

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
from pruning_core.texts import gettext, gettext_noop

MAX_DIFFERENCE = 0.05
"""The largest allowed difference from Keras's outputs. Files with 8-bit weights stay below this limit."""
MIN_FACTOR = 1.1
"""A ratio of two times below this is written in per cent: "4 % faster", not "1 times as fast"."""


def time_sentences(results: ModelResults) -> tuple[str, ...]:
    """Sentences about the effect of zeros on inference times; empty if no pruned network was timed.

    Only times with the same TFLite kernels are compared, and only files with the same outputs as the Keras
    model. Two times differ only if their spreads do not overlap: see `differ`.
    """
    return tuple(filter(None, (sentence_on_time(results, kernels) for kernels in Kernels)))


def sentence_on_time(results: ModelResults, kernels: Kernels) -> str | None:
    """Sentences about the effect of zeros and 8-bit weights on the time with one type of TFLite kernels."""
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
    if (sparse := times.get((PRUNED, SPARSE))) is not None:
        sentences.append(compare_sparse_and_dense(sparse, dense))
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
            "no measurable difference).",
            pruned=format_milliseconds(pruned),
            dense=format_milliseconds(dense),
        )
    return gettext(
        "the pruned network is {ratio} the dense network (pruned: {pruned} per image, dense: {dense}).",
        ratio=describe_ratio(pruned, dense),
        pruned=format_milliseconds(pruned),
        dense=format_milliseconds(dense),
    )


def compare_sparse_and_dense(sparse: Timing, dense: Timing) -> str:
    """A sentence: whether the file without zeros is faster than the dense network, and the reason."""
    if differ(sparse, dense):
        comparison = gettext("{ratio} the dense network", ratio=describe_ratio(sparse, dense))
    else:
        comparison = gettext("no measurable difference from the dense network")
    return gettext(
        sentence_on_unpacking(sparse),
        file=SPARSE,
        time=format_milliseconds(sparse),
        comparison=comparison,
        unpacked=sparse.unpacked,
        tensors=sparse.stored_sparse,
    )


def sentence_on_unpacking(sparse: Timing) -> str:
    """The sentence for the number of weight tensors that are unpacked. Pass it to `gettext`."""
    if sparse.unpacked and sparse.stored_sparse > sparse.unpacked:
        return gettext_noop(
            "In {file}, {unpacked} of {tensors} weight tensors are unpacked when the file is loaded. The others "
            "are computed without their zeros. An image takes {time}: {comparison}."
        )
    if sparse.unpacked:
        return gettext_noop(
            "{file} is unpacked when it is loaded, and then computed as a dense network: {time} per image, "
            "{comparison}."
        )
    if sparse.stored_sparse:
        return gettext_noop("{file} is computed without its zeros: {time} per image, {comparison}.")
    return gettext_noop("With {file}, an image takes {time}: {comparison}.")


def gives_equal_answers(timing: Timing) -> bool:
    """Whether the outputs of a timed file equal the outputs of the Keras model, up to rounding."""
    return timing.difference <= MAX_DIFFERENCE


def differ(first: Timing, second: Timing) -> bool:
    """Whether two times differ by more than their spread.

    They do if every repetition of one file is faster than every repetition of the other.

    With five repetitions of each file, two files of the same speed are called different in 1 of 126 cases:
    2 of the C(10, 5) = 252 orders of ten equal times separate the files.
    """
    (first_lowest, first_highest), (second_lowest, second_highest) = first.spread, second.spread
    return first_highest < second_lowest or second_highest < first_lowest


def describe_ratio(first: Timing, second: Timing) -> str:
    """The ratio of two medians as text."""
    is_faster = first.median <= second.median
    fast, slow = sorted((first.median, second.median))
    factor = slow / max(fast, 1e-9)
    if factor < MIN_FACTOR:
        percent = f"{100 * (factor - 1):.2g}"
        template = (
            gettext_noop("{percent} % faster than")
            if is_faster
            else gettext_noop("{percent} % slower than")
        )
        return gettext(template, percent=percent)
    template = (
        gettext_noop("{factor} times as fast as")
        if is_faster
        else gettext_noop("{factor} times as slow as")
    )
    times = f"{factor:.2g}"
    return gettext(template, factor=times)


def format_milliseconds(timing: Timing) -> str:
    """A median as text."""
    median = f"{timing.median:.3g}"
    return gettext("{time} ms", time=median)
