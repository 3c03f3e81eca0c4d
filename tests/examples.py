"""Small but valid runs, events and results that several tests use."""

import hashlib

from pruning_core import KeyframeSchedule, PolynomialDecay, TrainingPlan
from pruning_core.data.dataset import N_CLASSES
from pruning_core.networks import ARTICLE_CONVNET
from pruning_core.results.litert import Kernels
from pruning_core.results.model_results import FLOAT, ModelFile, Timing
from pruning_core.results.results import Results
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunFinished, RunStarted, StepMeasured
from pruning_core.runs.events.parts import KernelResult
from pruning_core.schedules.keyframe import Keyframe, Segment
from pruning_core.store.store import RunStore

DECAY = PolynomialDecay(
    initial_sparsity=0.1, final_sparsity=0.8, begin_step=2, end_step=12, frequency=3
)
SMOOTH = KeyframeSchedule(
    keyframes=[
        Keyframe(step=0, sparsity=0.1, segment=Segment.SMOOTH),
        Keyframe(step=14, sparsity=0.75),
    ],
    begin_step=0,
    frequency=1,
)
FINISHED = RunFinished(
    step=13,
    test_loss=0.25,
    test_accuracy=0.9375,
    kernels=(KernelResult(layer="dense", n_weights=409_600, zeros=100, measured_sparsity=0.25),),
    h5_bytes=2_000_000,
    zipped_h5_bytes=1_000_000,
    weights_sha256="0" * 64,
)
"""The last event of a training. It has the result of only one layer: the first dense layer of the article's network."""


def short_run(*, seed: int = 0, epochs: int = 1) -> RunConfig:
    """A run with 13 steps per epoch. The last batch of each epoch is smaller than the others."""
    plan = TrainingPlan(num_examples=500, batch_size=32, epochs=epochs, validation_split=0.2)
    return RunConfig(schedule=DECAY, plan=plan, seed=seed, dataset="digits")


def started_event() -> RunStarted:
    """The first event of a training."""
    return RunStarted(total_steps=13, steps_per_epoch=13, kernels=ARTICLE_CONVNET, versions={})


def step(number: int) -> StepMeasured:
    """The event of a measured step."""
    return StepMeasured(step=number, loss=2.3, accuracy=0.25, scheduled_sparsity=0.5)


def model_file(name: str, content: bytes) -> ModelFile:
    """The entry of a model file with this content."""
    sha256 = hashlib.sha256(content).hexdigest()
    size = len(content)
    return ModelFile(name=name, size=size, gzipped=200, zipped=None, accuracy=0.9, sha256=sha256)


def results_of(*files: ModelFile) -> Results:
    """Results with these files. Each number in the confusion matrix is 1."""
    return Results(
        files=files,
        left_out=(),
        accuracy_images=10,
        timings=(),
        machine="a machine",
        confusion=((1,) * N_CLASSES,) * N_CLASSES,
        answers="0",
    )


def create_and_claim(store: RunStore, config: RunConfig) -> str:
    """Create a run and claim it for the worker "worker". Return the id of the run."""
    run_id = store.create(config)
    assert store.claim(run_id, "worker") == 0
    return run_id


def timing(network: str) -> Timing:
    """A measured inference time."""
    return Timing(
        network=network,
        name=FLOAT,
        kernels=Kernels.XNNPACK,
        invocations=400,
        lower=0.9,
        median=1.0,
        upper=1.1,
        unpacked=0,
        difference=1e-7,
    )
