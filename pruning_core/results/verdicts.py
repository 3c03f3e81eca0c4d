"""Sentences about zeros and compression, from measured files. The names of networks and files."""

from pruning_core.prediction.summary import percent_with_decimals
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
        dense: The results of its dense baseline, or None.
    """
    return tuple(
        filter(None, (sentence_on_zeros(results, dense), sentence_on_sparse_file(results)))
    )


def sentence_on_zeros(results: ModelResults, dense: ModelResults | None) -> str | None:
    """A sentence about the effect of zeros on the size of the float file, uncompressed and compressed."""
    if (pruned := results.file(FLOAT)) is None:
        return None
    dense_file = None if dense is None else dense.file(FLOAT)
    size, gzipped = grouped(pruned.size), grouped(pruned.gzipped)
    if dense_file is None:
        return gettext(
            "Zeros are stored like any other number: {file} has {size} B. Compressed with gzip, it has "
            "{gzipped} B.",
            file=FLOAT,
            size=size,
            gzipped=gzipped,
        )
    if pruned.size == dense_file.size:
        sentence = gettext_noop(
            "Zeros alone do not make a file smaller: {file} has {size} B, pruned or dense. "
            "Compressed with gzip, it has {gzipped} B, and the dense file has {dense_gzipped} B."
        )
    else:
        sentence = gettext_noop(
            "{file} has {size} B pruned and {dense_size} B dense. Compressed with gzip, it has "
            "{gzipped} B pruned and {dense_gzipped} B dense."
        )
    return gettext(
        sentence,
        file=FLOAT,
        dense_size=grouped(dense_file.size),
        dense_gzipped=grouped(dense_file.gzipped),
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
    share = percent_with_decimals(sparse.size / float_file.size, decimals=0)
    return gettext(
        "{sparse} does not store zeros: it has {size} B, {share} of {file}, both uncompressed.",
        sparse=SPARSE,
        size=grouped(sparse.size),
        share=share,
        file=FLOAT,
    )


def name_of_timed_file(timing: Timing) -> str:
    """The timed network, and the form of the weights in its file."""
    kind = WEIGHT_FORMS.get(timing.name)
    name = timing.name if kind is None else gettext(kind)
    return f"{gettext(NETWORKS[timing.network])}, {name}"
