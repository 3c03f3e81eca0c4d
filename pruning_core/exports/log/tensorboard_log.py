"""A run's event log as a TensorBoard log directory, with the tags that Keras and tfmot write."""

import math
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO

from pruning_core.errors import EventError
from pruning_core.exports.log.accuracy_images import images_of_accuracies
from pruning_core.exports.log.event_file import Buckets, EventFile, Scalar
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import (
    DriftMeasured,
    EpochMeasured,
    MasksMeasured,
    RunEvent,
    RunFinished,
    StepMeasured,
    WeightsMeasured,
)
from pruning_core.runs.events.words import unreadable_in_words
from pruning_core.runs.run import StoredEvent
from pruning_core.texts import ngettext


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """Values of one step in one event file.

    Attributes:
        run: The folder of the event file; TensorBoard calls it a run.
        step: The position of the values on the x axis.
        values: The measured values.
    """

    run: str
    step: int
    values: Sequence[Scalar | Buckets]


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """Loss and accuracy as means over the same images; None if a mean is not finite."""

    loss: float | None
    accuracy: float | None
    images: int


def write_tensorboard_log(events: Iterable[StoredEvent], config: RunConfig, sink: BinaryIO) -> None:
    """Write a .zip for `tensorboard --logdir`: for each run below, a folder with one event file.

    | run | tag | step |
    |---|---|---|
    | train | `batch_loss`, `batch_accuracy` | step |
    | train, validation | `epoch_loss`, `epoch_accuracy` | epoch, counted from 0 |
    | validation, test | `evaluation_loss_vs_iterations`, `evaluation_accuracy_vs_iterations` | step |
    | metrics | `prune_low_magnitude_LAYER/mask:0/sparsity` | update step |
    | metrics | `prune_low_magnitude_LAYER/threshold:0/threshold` | update step |
    | metrics | `scheduled_sparsity/LAYER`, `drift/LAYER` | step |
    | train | `LAYER/kernel_0/magnitudes`: a histogram | update step |

    The tags of the first three lines come from Keras's `TensorBoard` callback. The tags of the next
    two come from tfmot's `PruningSummaries`, which writes them once per epoch, not at each update.
    The time of a record is the time when the event was stored. TensorBoard stores values as float32.
    A loss that is not finite is stored as NaN. The description of the curves in the first three lines
    is the number of their images; for a batch, the last one of an epoch may have fewer.

    Damaged events, and events of other versions of the lab, are left out. The file
    `left_out.txt` lists them.

    Sources: tf_keras/src/callbacks.py (2.21.0), pruning_callbacks.py of tfmot 0.8.1.
    """
    layers = [kernel.layer for kernel in config.pruned_kernels]
    with ExitStack() as files:
        event_files: dict[str, tuple[BinaryIO, EventFile]] = {}
        first, left_out = 0.0, []
        for stored in events:
            first = first or stored.at
            try:
                event = stored.event_of(n_pruned=len(layers))
            except EventError as error:
                left_out.append(unreadable_in_words(stored.number, error))
                continue
            for summary in summaries(event, layers, config):
                if summary.run not in event_files:
                    # The files of a long training are large, so they are on disk.
                    file = files.enter_context(tempfile.TemporaryFile())
                    event_files[summary.run] = file, EventFile(file, opened_at=first)
                event_files[summary.run][1].write(summary.values, step=summary.step, at=stored.at)
        with zipfile.ZipFile(sink, "w", compression=zipfile.ZIP_DEFLATED) as archive:
            for run, (content, _event_file) in event_files.items():
                content.seek(0)
                name = f"{run}/events.out.tfevents.{int(first)}.prunelab.v2"
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                    shutil.copyfileobj(content, entry)
            if left_out:
                archive.writestr(zipfile.ZipInfo("left_out.txt"), "\n".join([*left_out, ""]))


def summaries(event: RunEvent, layers: Sequence[str], config: RunConfig) -> Iterator[Summary]:
    """The values that TensorBoard shows of an event; most kinds have none."""
    match event:
        case StepMeasured(step=step):
            images = config.plan.examples_in_step(1)
            means = Means(loss=event.loss, accuracy=event.accuracy, images=images)
            yield loss_and_accuracy("train", step, "batch_{}", means)
        case EpochMeasured():
            yield from epoch_summaries(event, images_of_accuracies(event, config))
        case MasksMeasured():
            yield Summary(run="metrics", step=event.step, values=mask_scalars(event, layers))
        case DriftMeasured(step=step, drift=drift):
            tags = [f"drift/{layer}" for layer in layers]
            yield Summary(run="metrics", step=step, values=scalars(tags, drift))
        case WeightsMeasured():
            values = [
                Buckets(
                    tag=f"{histogram.layer}/kernel_0/magnitudes",
                    largest=histogram.largest,
                    counts=histogram.counts,
                )
                for histogram in event.histograms
                if histogram.largest is not None
            ]
            yield Summary(run="train", step=event.step, values=values)
        case RunFinished(step=step):
            images = images_of_accuracies(event, config)["test_accuracy"]
            means = Means(loss=event.test_loss, accuracy=event.test_accuracy, images=images)
            yield loss_and_accuracy("test", step, "evaluation_{}_vs_iterations", means)
        case _:
            pass


def epoch_summaries(event: EpochMeasured, images: Mapping[str, int]) -> Iterator[Summary]:
    """The means over an epoch, and its validation twice: over epochs and over steps."""
    epoch = event.epoch - 1
    training = Means(loss=event.loss, accuracy=event.accuracy, images=images["accuracy"])
    yield loss_and_accuracy("train", epoch, "epoch_{}", training)
    if (
        event.validation_accuracy is None
    ):  # None means no validation, because an accuracy is always finite
        return
    validation = Means(
        loss=event.validation_loss,
        accuracy=event.validation_accuracy,
        images=images["validation_accuracy"],
    )
    for step, tag in ((epoch, "epoch_{}"), (event.step, "evaluation_{}_vs_iterations")):
        yield loss_and_accuracy("validation", step, tag, validation)


def mask_scalars(event: MasksMeasured, layers: Sequence[str]) -> list[Scalar]:
    """The values of tfmot's PruningSummaries for each mask, and the scheduled sparsity."""
    wrappers = [f"prune_low_magnitude_{layer}" for layer in layers]
    return [
        *scalars([f"{wrapper}/mask:0/sparsity" for wrapper in wrappers], event.measured_sparsity),
        *scalars([f"{wrapper}/threshold:0/threshold" for wrapper in wrappers], event.thresholds),
        *scalars([f"scheduled_sparsity/{layer}" for layer in layers], event.scheduled_sparsity),
    ]


def loss_and_accuracy(run: str, step: int, tag: str, means: Means) -> Summary:
    """Loss and accuracy of the same images. TensorBoard shows the number of images beside both curves."""
    tags = [tag.format(name) for name in ("loss", "accuracy")]
    description = ngettext("Mean over {count} image", "Mean over {count} images", means.images)
    values = scalars(tags, (means.loss, means.accuracy), description=description)
    return Summary(run=run, step=step, values=values)


def scalars(
    tags: Sequence[str], values: Iterable[float | None], *, description: str = ""
) -> list[Scalar]:
    """One scalar for each tag; a value that is not finite is None in an event and NaN here."""
    return [
        Scalar(tag=tag, value=math.nan if value is None else value, description=description)
        for tag, value in zip(tags, values, strict=True)
    ]
