"""Measures inference times and their spread. The files alternate on one thread. Answers are compared with Keras's."""

import gc
import platform
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from pruning_core.errors import ModelFileError
from pruning_core.results.litert import Images, Kernels, LiteNetwork
from pruning_core.results.model_results import Timing
from pruning_core.training.artifacts.timed_networks import Candidate, candidates_of

REPETITIONS = 5
"""Number of times that each file is loaded and measured: the range of their medians is the spread of a time."""
SECONDS_PER_REPETITION = 0.6
ROUNDS = 8
INVOCATIONS_PER_TURN = 10
MAX_COMPARED_IMAGES = 50


def network_timings(
    model: keras.Model, files: Mapping[str, bytes], images: Images, *, is_pruned: bool
) -> tuple[Timing, ...]:
    """Measure the times of a model's TFLite files. A pruned model alternates with its dense network.

    Args:
        model: The Keras model.
        files: The TFLite files of the model, by name.
        images: Images (n, 28, 28). The answers to the first images are compared.
        is_pruned: Whether the model was pruned.
    """
    compared_images = images[:MAX_COMPARED_IMAGES]
    candidates = candidates_of(model, files, compared_images, is_pruned=is_pruned)
    return timings(candidates, compared_images)


def timings(candidates: Sequence[Candidate], images: Images) -> tuple[Timing, ...]:
    """Measure the candidates with and without XNNPACK. They alternate, so a disturbance affects all of them.

    Each repetition loads every file again, because the time also depends on the addresses in memory.
    If a type of kernels cannot compute a network, the result has no time for this type.

    Args:
        candidates: The files to time.
        images: The images (n, 28, 28) that belong to `Candidate.expected`.
    """
    loadable = [
        (candidate, kernels)
        for kernels in Kernels
        for candidate in candidates
        if load_candidate(candidate, kernels) is not None
    ]
    # LiteRT reads the weights of its own kernels from the file in memory, so their time depends on the addresses of
    # this memory. All copies stay in memory until the end: so each repetition has other addresses.
    copies = [
        [(bytes(bytearray(candidate.content)), kernels) for candidate, kernels in loadable]
        for _ in range(REPETITIONS)
    ]
    repetitions = [measure_all(files, images, first) for first, files in enumerate(copies)]
    return tuple(
        timing(candidate, kernels, images, [repetition[index] for repetition in repetitions])
        for index, (candidate, kernels) in enumerate(loadable)
    )


def load_candidate(candidate: Candidate, kernels: Kernels) -> LiteNetwork | None:
    """A candidate loaded with these kernels, or None if these kernels cannot compute it."""
    try:
        network = LiteNetwork(candidate.content, kernels=kernels)
    except ModelFileError:
        return None
    return network if network.kernels is kernels else None


def measure_all(
    files: Sequence[tuple[bytes, Kernels]], images: Images, first: int
) -> list[list[float]]:
    """One repetition: load each file, and measure its invocations. Returns the seconds of each file.

    Args:
        files: The files, with the kernels that can compute them.
        images: Images (n, 28, 28). The first one is computed.
        first: The index of the file that is loaded and measured first. Repetitions begin with different
            files, so that no file is always measured after the same other files were loaded.
    """
    networks: dict[int, LiteNetwork] = {}
    for position in range(len(files)):
        index = (first + position) % len(files)
        content, kernels = files[index]
        networks[index] = LiteNetwork(content, kernels=kernels)
        networks[index].compute(images[:1])  # `compute_again` then uses a real image
    seconds = dict(zip(networks, measure_seconds([*networks.values()]), strict=True))
    return [seconds[index] for index in range(len(files))]


def measure_seconds(networks: Sequence[LiteNetwork]) -> list[list[float]]:
    """The time of each invocation of each network, in seconds. Each round measures each network once."""
    seconds: list[list[float]] = [[] for _ in networks]
    deadline = time.perf_counter() + SECONDS_PER_REPETITION
    gc_was_enabled = gc.isenabled()
    gc.disable()
    try:
        for round_number in range(ROUNDS):
            if round_number and time.perf_counter() > deadline:
                break
            for network, times in zip(networks, seconds, strict=True):
                for _ in range(INVOCATIONS_PER_TURN):
                    start = time.perf_counter()
                    network.compute_again()
                    times.append(time.perf_counter() - start)
    finally:
        if gc_was_enabled:
            gc.enable()
    return seconds


def timing(
    candidate: Candidate, kernels: Kernels, images: Images, repetitions: Sequence[list[float]]
) -> Timing:
    """The time of one file, and the largest difference from Keras's answers.

    Args:
        candidate: The file.
        kernels: The kernels that computed it.
        images: The images that belong to `Candidate.expected`.
        repetitions: The measured seconds of each repetition.
    """
    network = LiteNetwork(candidate.content, kernels=kernels)
    milliseconds = [1000 * np.asarray(seconds) for seconds in repetitions]
    lower, median, upper = np.percentile(np.concatenate(milliseconds), [25, 50, 75]).tolist()
    return Timing(
        network=candidate.network,
        name=candidate.name,
        kernels=kernels,
        invocations=sum(map(len, repetitions)),
        lower=lower,
        median=median,
        upper=upper,
        unpacked=network.n_unpacked,
        difference=largest_difference(network.compute(images), candidate.expected),
        stored_sparse=network.n_stored_sparse,
        medians=tuple(float(np.median(times)) for times in milliseconds),
    )


def largest_difference(answers: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    """The largest difference between the answers of two networks. NaN equals NaN, because a training may diverge.

    >>> nan = np.float32(np.nan)
    >>> largest_difference(np.array([nan, 0.25]), np.array([nan, 0.5]))
    0.25
    >>> largest_difference(np.array([nan]), np.array([0.5]))
    1.0
    """
    both_nan = np.isnan(answers) & np.isnan(expected)
    differences = np.nan_to_num(np.abs(answers - expected), nan=1.0)
    return float(np.where(both_nan, 0.0, differences).max())


def machine() -> str:
    """A description of the machine on which times are measured."""
    return f"{platform.system()} on {platform.machine()}, LiteRT {version('ai-edge-litert')}"
