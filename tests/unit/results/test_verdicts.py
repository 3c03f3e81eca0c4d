"""The sentences about sizes and times are correct: they attribute nothing to zeros that zeros do not cause."""

from dataclasses import replace

from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import (
    DENSE,
    FLOAT,
    H5,
    INT8,
    PRUNED,
    SPARSE,
    ModelFile,
    Timing,
)
from pruning_core.results.results import (
    Results,
)
from pruning_core.results.timing.verdicts import time_sentences
from pruning_core.results.verdicts import size_sentences
from tests.examples import results_of


def timing(network: str, name: str, median: float, *, kernels: Kernels = Kernels.XNNPACK) -> Timing:
    """A measured time whose interval is 10 % around its median."""
    return Timing(
        network=network,
        name=name,
        kernels=kernels,
        invocations=400,
        lower=median * 0.9,
        median=median,
        upper=median * 1.1,
        unpacked=4 if name == SPARSE else 0,
        difference=1e-7,
    )


def file(name: str, *, size: int = 1000, gzipped: int = 200) -> ModelFile:
    """A model file."""
    return ModelFile(name=name, size=size, gzipped=gzipped, zipped=None, accuracy=0.9)


def results_with(*times: Timing, files: tuple[ModelFile, ...] = ()) -> Results:
    """Results with these times and files."""
    return replace(results_of(*files), timings=times)


def test_overlapping_times_are_not_called_faster() -> None:
    (sentence,) = time_sentences(
        results_with(timing(DENSE, FLOAT, 1.0), timing(PRUNED, FLOAT, 0.95))
    )
    assert "zeros alone did not make the network faster" in sentence


def test_separate_times_are_compared_by_their_medians() -> None:
    (faster,) = time_sentences(results_with(timing(DENSE, FLOAT, 2.0), timing(PRUNED, FLOAT, 1.0)))
    assert "the pruned network is 2 times as fast as the dense network" in faster
    (slower,) = time_sentences(results_with(timing(DENSE, FLOAT, 1.0), timing(PRUNED, FLOAT, 3.0)))
    assert "the pruned network is 3 times as slow as the dense network" in slower


def test_times_with_different_tflite_kernels_are_never_compared() -> None:
    times_with_other_kernels = timing(PRUNED, FLOAT, 0.01, kernels=Kernels.BUILT_IN)
    assert time_sentences(results_with(timing(DENSE, FLOAT, 1.0), times_with_other_kernels)) == ()


def test_time_of_a_network_with_other_outputs_is_never_compared() -> None:
    different = replace(timing(PRUNED, FLOAT, 0.01), difference=0.5)
    assert time_sentences(results_with(timing(DENSE, FLOAT, 1.0), different)) == ()


def test_sentence_reports_that_a_sparse_file_is_unpacked() -> None:
    two_times = timing(DENSE, FLOAT, 1.0), timing(PRUNED, FLOAT, 1.0)
    (sentence,) = time_sentences(results_with(*two_times, timing(PRUNED, SPARSE, 1.0)))
    assert "unpacked when it is loaded, and then computed as a dense network: 1 ms" in sentence
    (sentence,) = time_sentences(
        results_with(*two_times, replace(timing(PRUNED, SPARSE, 1.0), unpacked=0))
    )
    assert "unpacked" not in sentence


def test_gain_of_int8_is_not_attributed_to_zeros() -> None:
    two_times = timing(DENSE, FLOAT, 1.0), timing(PRUNED, FLOAT, 1.0)
    (sentence,) = time_sentences(results_with(*two_times, timing(PRUNED, INT8, 0.5)))
    assert "2 times as fast as with float weights. The cause is not the zeros" in sentence


def test_sentence_reports_that_zeros_do_not_make_a_file_smaller() -> None:
    pruned = results_with(files=(file(FLOAT), file(SPARSE, size=250)))
    dense = results_with(files=(file(FLOAT, gzipped=900),))
    float_sentence, sparse_sentence = size_sentences(pruned, dense)
    assert "Zeros alone do not make a file smaller" in float_sentence
    assert "200 B, and the dense file has 900 B" in float_sentence
    assert "250 B, 25\u00a0% of model.tflite" in sparse_sentence


def test_sentence_reports_that_a_sparse_file_has_too_few_zeros() -> None:
    sentence = size_sentences(results_with(files=(file(FLOAT), file(SPARSE))), None)
    assert "too few zeros" in sentence[-1]


def test_run_without_tflite_files_has_no_sentences() -> None:
    assert size_sentences(results_with(files=(file(H5),)), None) == ()
