"""Sentences about times: two times differ only by more than their spread. The sparse file has its own sentence."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.errors import FieldError
from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import (
    DENSE,
    FLOAT,
    PRUNED,
    SPARSE,
    Timing,
    model_results_to_parts,
)
from pruning_core.results.results import Results, results_from_json, results_to_json
from pruning_core.results.timing.times import times
from pruning_core.results.timing.verdicts import describe_ratio, differ, time_sentences
from tests.examples import results_of, timing

milliseconds = st.floats(1e-4, 1e3)
medians = st.lists(milliseconds, min_size=5, max_size=5).map(tuple)


def repeated(
    network: str, *medians: float, name: str = FLOAT, sparse: tuple[int, int] = (0, 0)
) -> Timing:
    """A time that was measured several times. `sparse`: the weight tensors that are stored sparse and unpacked."""
    stored_sparse, unpacked = sparse
    return replace(
        timing(network),
        name=name,
        lower=min(medians),
        median=sorted(medians)[len(medians) // 2],
        upper=max(medians),
        medians=medians,
        stored_sparse=stored_sparse,
        unpacked=unpacked,
    )


def results_with(*timings: Timing) -> Results:
    return replace(results_of(), timings=timings)


def sentence_on(*timings: Timing) -> str:
    (sentence,) = time_sentences(results_with(*timings))
    return sentence


def sentence_on_sparse_file(*medians: float, sparse: tuple[int, int]) -> str:
    return sentence_on(
        repeated(DENSE, 0.0192, 0.0194, 0.0193),
        repeated(PRUNED, 0.0193, 0.0192, 0.0194),
        repeated(PRUNED, *medians, name=SPARSE, sparse=sparse),
    )


def test_difference_smaller_than_the_spread_is_not_measurable() -> None:
    # The middle halves do not overlap, but a repetition of the dense file was as fast as the pruned file.
    dense = replace(repeated(DENSE, 1.00, 0.95, 1.02), lower=0.99, upper=1.01)
    pruned = replace(repeated(PRUNED, 0.96, 0.96, 0.97), lower=0.955, upper=0.965)
    assert "zeros alone did not make the network faster" in sentence_on(dense, pruned)
    assert "no measurable difference" in sentence_on(dense, pruned)


def test_small_difference_is_in_per_cent_and_never_1_times_as_fast() -> None:
    dense = repeated(DENSE, 1.04, 1.041, 1.042)
    pruned = repeated(PRUNED, 1.0, 1.001, 1.002)
    assert "the pruned network is 4 % faster than the dense network" in sentence_on(dense, pruned)
    slower = sentence_on(replace(dense, network=PRUNED), replace(pruned, network=DENSE))
    assert "the pruned network is 4 % slower than the dense network" in slower


@given(first=medians, second=medians)
def test_two_times_differ_only_if_their_repetitions_are_separate(
    first: tuple[float, ...], second: tuple[float, ...]
) -> None:
    dense, pruned = repeated(DENSE, *first), repeated(PRUNED, *second)
    assert differ(dense, pruned) == (max(first) < min(second) or max(second) < min(first))
    assert differ(dense, pruned) == differ(pruned, dense)
    if differ(dense, pruned):
        ratio = describe_ratio(pruned, dense)
        assert not ratio.startswith(("1 times", "0 %"))
        assert ("fast" in ratio) == (max(second) < min(first))


def test_sparse_file_that_is_computed_without_zeros_is_called_faster() -> None:
    sentence = sentence_on_sparse_file(0.0037, 0.0038, 0.0037, sparse=(3, 0))
    assert (
        "model_sparse.tflite is computed without its zeros: 0.0037 ms per image, "
        "5.2 times as fast as the dense network." in sentence
    )


def test_sparse_file_that_is_unpacked_has_no_measurable_difference() -> None:
    sentence = sentence_on_sparse_file(0.0192, 0.0195, 0.0193, sparse=(4, 4))
    assert (
        "model_sparse.tflite is unpacked when it is loaded, and then computed as a dense network: 0.0193 ms per "
        "image, no measurable difference from the dense network." in sentence
    )


def test_sentence_names_how_many_tensors_of_a_sparse_file_are_unpacked() -> None:
    sentence = sentence_on_sparse_file(0.0154, 0.0155, 0.0156, sparse=(4, 2))
    assert "2 of 4 weight tensors are unpacked" in sentence
    assert "An image takes 0.0155 ms: 1.2 times as fast as the dense network." in sentence


def test_sparse_file_that_is_slower_is_called_slower() -> None:
    sentence = sentence_on_sparse_file(0.0386, 0.0387, 0.0388, sparse=(3, 0))
    assert "2 times as slow as the dense network" in sentence


def test_older_times_are_compared_by_their_quartiles_as_the_note_says() -> None:
    older = timing(DENSE), replace(timing(PRUNED), lower=0.5, median=0.6, upper=0.7)
    assert "1.7 times as fast as the dense network" in sentence_on(*older)
    older_times, new_times = (
        times(results_with(*older)),
        times(results_with(repeated(PRUNED, 1.0, 2.0))),
    )
    assert older_times is not None
    assert "did not measure how much a time changes" in older_times.note
    assert new_times is not None
    assert "Each file was loaded and timed 2 times." in new_times.note
    assert "small random weights in place of its zeros" in new_times.note


def test_note_of_a_dense_run_has_nothing_about_a_second_network() -> None:
    dense_times = times(results_with(repeated(DENSE, 1.0, 2.0)))
    assert dense_times is not None
    assert "in place of its zeros" not in dense_times.note


def test_stored_text_of_older_results_does_not_change() -> None:
    text = results_to_json(results_with(timing(DENSE)))
    assert "medians" not in text
    assert "stored_sparse" not in text
    assert results_from_json(text).timings == (timing(DENSE),)
    new = results_with(repeated(DENSE, 1.0, 2.0, sparse=(4, 2)))
    (parts,) = json.loads(results_to_json(new))["timings"]
    assert (parts["medians"], parts["stored_sparse"]) == ([1.0, 2.0], 4)
    assert results_from_json(results_to_json(new)) == new
    assert model_results_to_parts(new)["machine"] == "a machine"


@pytest.mark.parametrize("medians", [(1.0, -1.0), (float("nan"),), ("fast",)])
def test_impossible_repetition_is_refused(medians: tuple[object, ...]) -> None:
    with pytest.raises(FieldError, match="medians"):
        replace(timing(DENSE), medians=medians)


def test_times_with_different_tflite_kernels_have_one_sentence_each() -> None:
    both = [
        replace(repeated(network, 1.0, 1.1), kernels=kernels)
        for kernels in Kernels
        for network in (DENSE, PRUNED)
    ]
    sentences = time_sentences(results_with(*both))
    for kernels, sentence in zip(Kernels, sentences, strict=True):
        assert sentence.startswith(f"With {kernels} kernels: ")
