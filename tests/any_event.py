"""Hypothesis strategies for every event that a training can report."""

import base64
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from pruning_core.checks import LARGEST_STEP
from pruning_core.kernels import Kernel
from pruning_core.runs.events import parts
from pruning_core.runs.events.kinds import (
    REASONS,
    DriftMeasured,
    EndedEarly,
    EpochMeasured,
    MasksMeasured,
    PhaseStarted,
    RunEvent,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    RunStopped,
    StepMeasured,
    WeightsMeasured,
)

MAX_ITEMS = 4
WORDS = st.text(max_size=10)
LAYERS = st.text(min_size=1, max_size=10)
COUNTS = st.integers(0, LARGEST_STEP)
SHARES = st.floats(0, 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MAGNITUDES = st.floats(0, allow_infinity=False)
TOTALS = st.none() | st.integers(1, parts.MAX_STEP)
KERNELS = st.builds(
    Kernel,
    layer=LAYERS,
    shape=st.lists(st.integers(1, 50), min_size=1, max_size=MAX_ITEMS).map(tuple),
    name=WORDS,
)
FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    parts.Step: st.integers(0, parts.MAX_STEP),
    parts.Epoch: st.integers(1, parts.MAX_STEP),
    parts.Total: TOTALS,
    parts.Count: COUNTS,
    parts.Measured: st.none() | NUMBERS,
    parts.MeasuredShare: st.none() | SHARES,
    parts.Magnitude: st.none() | MAGNITUDES,
    parts.Metrics: st.dictionaries(WORDS, st.none() | NUMBERS, max_size=MAX_ITEMS),
    parts.Name: WORDS,
    parts.Text: WORDS,
    parts.Versions: st.dictionaries(WORDS, WORDS, max_size=MAX_ITEMS),
    parts.Kernels: st.lists(KERNELS, unique_by=lambda kernel: (kernel.layer, kernel.name)).map(
        tuple
    ),
    parts.Sha256: st.text("0123456789abcdef", min_size=64, max_size=64),
}
"""The possible values of each type of field."""


def values_of(
    event_class: type[Any], **strategies: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Values of a dataclass. The type of a field selects its strategy, unless `strategies` has its name."""
    strategies_by_type = {
        field.name: FIELDS[field.type]
        for field in fields(event_class)
        if field.name not in strategies
    }
    return st.builds(event_class, **strategies_by_type, **strategies)


def masks(n: int) -> st.SearchStrategy[MasksMeasured]:
    """The masks of `n` kernels."""
    return values_of(
        MasksMeasured,
        kept=tuples(COUNTS, n),
        predicted=tuples(COUNTS, n),
        scheduled_sparsity=tuples(SHARES, n),
        measured_sparsity=tuples(SHARES, n),
        thresholds=tuples(st.none() | MAGNITUDES, n),
        pruned=tuples(COUNTS, n),
        regrown=tuples(COUNTS, n),
    )


def tuples(values: st.SearchStrategy[Any], n: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """Tuples of exactly `n` values."""
    return st.lists(values, min_size=n, max_size=n).map(tuple)


@st.composite
def histograms(draw: st.DrawFn) -> parts.Histogram:
    """A histogram of a kernel's magnitudes. It has no counts if a weight is not finite."""
    largest = draw(st.none() | MAGNITUDES)
    counts = (
        () if largest is None else draw(st.lists(COUNTS, min_size=1, max_size=MAX_ITEMS).map(tuple))
    )
    return parts.Histogram(
        layer=draw(LAYERS), kernel=draw(WORDS), largest=largest, counts=tuple(counts)
    )


@st.composite
def pictures(draw: st.DrawFn, histogram: parts.Histogram) -> parts.MaskPicture:
    """A picture of the mask of the kernel that the histogram describes."""
    tiles, rows, columns = (draw(st.integers(1, 3)) for _ in range(3))
    size = tiles * rows * columns
    levels = draw(st.binary(min_size=size, max_size=size))
    return parts.MaskPicture(
        layer=histogram.layer,
        kernel=histogram.kernel,
        tiles=tiles,
        rows=rows,
        columns=columns,
        levels=base64.b64encode(levels).decode(),
    )


@st.composite
def weights(draw: st.DrawFn, n: int) -> WeightsMeasured:
    """Histograms and pictures of `n` kernels."""
    drawn_histograms = draw(tuples(histograms(), n))
    return WeightsMeasured(
        step=draw(FIELDS[parts.Step]),
        histograms=drawn_histograms,
        pictures=tuple(draw(pictures(histogram)) for histogram in drawn_histograms),
    )


@st.composite
def results(draw: st.DrawFn) -> parts.KernelResult:
    """The result of a kernel that has zeros."""
    n_weights = draw(st.integers(1, LARGEST_STEP))
    return parts.KernelResult(
        layer=draw(LAYERS),
        kernel=draw(WORDS),
        n_weights=n_weights,
        zeros=draw(st.integers(0, n_weights)),
        measured_sparsity=draw(SHARES),
    )


@st.composite
def early_ends(draw: st.DrawFn, event_class: type[EndedEarly]) -> EndedEarly:
    """An event that ends a run early. It has a reason with parameters, and a message as in older versions."""
    reason = draw(st.sampled_from(sorted(REASONS)))
    return event_class(
        step=draw(FIELDS[parts.Step]),
        message=draw(WORDS),
        reason=reason,
        parameters={name: draw(WORDS | COUNTS) for name in sorted(REASONS[reason])},
    )


def events_of(n_pruned: int) -> st.SearchStrategy[RunEvent]:
    """Any event of a run with `n_pruned` pruned kernels."""
    return st.one_of(
        values_of(PhaseStarted),
        values_of(RunStarted),
        values_of(StepMeasured),
        masks(n_pruned),
        values_of(DriftMeasured, drift=tuples(st.none() | MAGNITUDES, n_pruned)),
        weights(n_pruned),
        values_of(EpochMeasured),
        values_of(RunFinished, kernels=st.lists(results(), max_size=MAX_ITEMS).map(tuple)),
        early_ends(RunStopped),
        early_ends(RunFailed),
        early_ends(RunInterrupted),
    )


ANY_EVENT = st.integers(0, MAX_ITEMS).flatmap(events_of)
