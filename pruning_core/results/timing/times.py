"""The inference times of a run's files: one row for each file, one column for each type of TFLite kernel."""

from dataclasses import dataclass

from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import DENSE, ModelResults, Timing
from pruning_core.results.timing.verdicts import gives_equal_answers, time_sentences
from pruning_core.results.verdicts import name_of_timed_file
from pruning_core.texts import gettext, gettext_noop, grouped

UNIT = gettext_noop("Milliseconds per image: median (first to third quartile)")
NOT_AVAILABLE = gettext_noop("not available")
SHORT_TIME = 0.1
"""Milliseconds. Shorter times have four decimal places, because three would hide the quartiles."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileTimes:
    """The times of one file.

    Attributes:
        name: The network, and the form of the weights in its file.
        timings: One timing for each member of `Kernels`, in order; None if the time was not measured.
    """

    name: str
    timings: tuple[Timing | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """The inference times of a run.

    Attributes:
        verdicts: Sentences about the times.
        files: The times of each file.
        note: A description of the measurement.
        all_give_equal_answers: Whether every file gives the same outputs as the Keras model.
    """

    verdicts: tuple[str, ...]
    files: tuple[FileTimes, ...]
    note: str
    all_give_equal_answers: bool


def times(results: ModelResults) -> Times | None:
    """The inference times of a run, or None if nothing could be measured."""
    if not results.timings:
        return None
    by_file: dict[str, dict[Kernels, Timing]] = {}
    for timing in results.timings:
        by_file.setdefault(name_of_timed_file(timing), {})[timing.kernels] = timing
    return Times(
        verdicts=time_sentences(results),
        files=tuple(
            FileTimes(name=name, timings=tuple(map(timings.get, Kernels)))
            for name, timings in by_file.items()
        ),
        note=note_on_times(results),
        all_give_equal_answers=all(map(gives_equal_answers, results.timings)),
    )


def note_on_times(results: ModelResults) -> str:
    """The method of measurement, the definition of the dense network, and the rule for different times."""
    first = results.timings[0]
    measurement = gettext(
        "{number} invocations per file, alternately, on one thread. The two columns use different code: "
        "compare only times in the same column. Measured on {machine}.",
        number=grouped(first.invocations),
        machine=results.machine,
    )
    if all(timing.network == DENSE for timing in results.timings):
        return measurement
    return f"{measurement} {rule_of_comparison(first)}"


def rule_of_comparison(timing: Timing) -> str:
    """Sentences: the definition of the dense network, and the rule for different times."""
    if timing.medians:
        return gettext(
            "The dense network is the same network with small random weights in place of its zeros. Each file was "
            "loaded and timed {repetitions} times. Two times differ only if the slowest repetition of one file is "
            "faster than the fastest repetition of the other.",
            repetitions=len(timing.medians),
        )
    return gettext(
        "The dense network is the same network before its training. Two times differ only if the middle halves of "
        "their measurements do not overlap. This older run did not measure how much a time changes when its file is "
        "loaded again, so do not trust a small difference."
    )


def median_and_quartiles(timing: Timing) -> str:
    """A time as text, in milliseconds. Short times have more decimal places.

    >>> fast = {"lower": 0.0036, "median": 0.0037, "upper": 0.0041}
    >>> what = {"network": "pruned", "name": "model.tflite", "kernels": Kernels.XNNPACK}
    >>> median_and_quartiles(Timing(**what, **fast, invocations=9, unpacked=0, difference=0.0))
    '0.0037 (0.0036 – 0.0041)'
    """
    places = 3 if timing.median >= SHORT_TIME else 4
    lower, median, upper = (
        f"{value:.{places}f}" for value in (timing.lower, timing.median, timing.upper)
    )
    return f"{median} ({lower} – {upper})"
