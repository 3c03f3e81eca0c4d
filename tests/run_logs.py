"""Example event logs. They contain every kind of event, with numbers that are easy to find."""

import base64
from collections.abc import Sequence

from pruning_core.prediction.masks import kept_weights, mask_sparsity, update_steps
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.event_json import event_to_json
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    PhaseStarted,
    RunEvent,
    RunFinished,
    RunStarted,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.events.parts import Histogram, KernelResult, MaskPicture
from pruning_core.runs.run import StoredEvent

START_TIME = 1_700_000_000.25


def stored_events(events: Sequence[RunEvent]) -> list[StoredEvent]:
    """The events in the form of the store. The time between two events is half a second."""
    return [
        StoredEvent(number=number, at=START_TIME + number / 2, body=event_to_json(event))
        for number, event in enumerate(events, start=1)
    ]


def finished_log(config: RunConfig) -> list[RunEvent]:
    """All events of a run, in the order of a real run."""
    plan = config.plan
    events: list[RunEvent] = [PhaseStarted(phase="building_network"), start_of(config)]
    for step in range(1, plan.total_steps + 1):
        loss, accuracy = 2.3 / step, min(1.0, step / 20)
        events.append(
            StepMeasured(step=step, loss=loss, accuracy=accuracy, scheduled_sparsity=None)
        )
        if config.schedule is not None and step in update_steps(config.schedule, plan.total_steps):
            events += [masks(config, step), drift(config, step), weights(config, step)]
        if step % plan.steps_per_epoch == 0:
            epoch = step // plan.steps_per_epoch
            events.append(
                EpochMeasured(
                    epoch=epoch,
                    step=step,
                    loss=loss + 0.1,
                    accuracy=accuracy,
                    validation_loss=loss + 0.2,
                    validation_accuracy=accuracy / 2,
                )
            )
    return [*events, end_of(config)]


def start_of(config: RunConfig) -> RunStarted:
    """The first event of the training."""
    return RunStarted(
        total_steps=config.plan.total_steps,
        steps_per_epoch=config.plan.steps_per_epoch,
        kernels=config.kernels,
        versions={"tensorflow": "2.21.0"},
    )


def masks(config: RunConfig, step: int) -> MasksMeasured:
    """Measured masks that equal the prediction."""
    schedule, kernels = config.schedule, config.pruned_kernels
    assert schedule is not None
    kept = tuple(kept_weights(schedule, step, kernel.n_weights) for kernel in kernels)
    return MasksMeasured(
        step=step,
        kept=kept,
        predicted=kept,
        scheduled_sparsity=(0.5,) * len(kernels),
        measured_sparsity=tuple(
            float(mask_sparsity(k, kernel.n_weights))
            for k, kernel in zip(kept, kernels, strict=True)
        ),
        thresholds=(0.125,) * len(kernels),
        pruned=(3,) * len(kernels),
        regrown=(1,) * len(kernels),
    )


def drift(config: RunConfig, step: int) -> DriftMeasured:
    """Drift that grows with the steps. The drift of the first kernel is None: it was not finite."""
    return DriftMeasured(step=step, drift=(None, *[step / 1000] * (len(config.pruned_kernels) - 1)))


def weights(config: RunConfig, step: int) -> WeightsMeasured:
    """A histogram of three bins and a picture of one tile, for each kernel."""
    layers = [kernel.layer for kernel in config.pruned_kernels]
    levels = base64.b64encode(bytes([0, 128, 255, 0])).decode()
    return WeightsMeasured(
        step=step,
        histograms=tuple(
            Histogram(layer=layer, largest=0.75, counts=(10, 0, step)) for layer in layers
        ),
        pictures=tuple(
            MaskPicture(layer=layer, tiles=1, rows=2, columns=2, levels=levels) for layer in layers
        ),
    )


def end_of(config: RunConfig) -> RunFinished:
    """The last event of a finished run."""
    return RunFinished(
        step=config.plan.total_steps,
        test_loss=0.25,
        test_accuracy=0.9375,
        kernels=tuple(
            KernelResult(
                layer=kernel.layer, n_weights=kernel.n_weights, zeros=7, measured_sparsity=0.5
            )
            for kernel in config.kernels
        ),
        h5_bytes=2_000_000,
        zipped_h5_bytes=1_000_000,
        weights_sha256="0" * 64,
    )
