"""The calls of Keras's `fit` that make up one training, with their callbacks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
import tensorflow_model_optimization as tfmot
import tf_keras as keras

from pruning_core.data.dataset import Dataset
from pruning_core.plan import TrainingPlan
from pruning_core.results.litert import pixels
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.sink import EventSink
from pruning_core.training.batches import batches
from pruning_core.training.checkpoints import Checkpoint, CheckpointKeeper, SaveCheckpoints
from pruning_core.training.measuring.probes import Probe
from pruning_core.training.pipelines import batches_in_order, disable_tuning

MEASURING_THREAD_NAME = "measuring"
"""The start of the name of the thread that measures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """A network that is ready to train, from its first step or from a checkpoint."""

    config: RunConfig
    dataset: Dataset
    model: keras.Model
    checkpoint: Checkpoint | None


def fit(training: Training, sink: EventSink, keeper: CheckpointKeeper | None) -> None:
    """Call `model.fit` with the callbacks for pruning, measuring and checkpoints."""
    config, plan, checkpoint = training.config, training.config.plan, training.checkpoint
    images, labels = training_arrays(training)
    validation = validation_batches(training)
    with ThreadPoolExecutor(
        max_workers=1, thread_name_prefix=MEASURING_THREAD_NAME
    ) as measuring_thread:
        probe = Probe(
            config=config,
            model=training.model,
            sink=sink,
            measuring_thread=measuring_thread,
            state=None if checkpoint is None else checkpoint.probe,
        )
        callbacks = callbacks_of(training, probe, keeper)
        for steps in fit_ranges(plan, probe.state.step):
            data = batches(
                images, labels, batch_size=plan.batch_size, seed=config.seed, steps=steps
            )
            training.model.fit(
                disable_tuning(data),
                steps_per_epoch=min(plan.steps_per_epoch, len(steps)),
                initial_epoch=(steps[0] - 1) // plan.steps_per_epoch,
                epochs=steps[-1] // plan.steps_per_epoch,
                validation_data=validation,
                callbacks=callbacks,
                verbose=0,
            )


def training_arrays(training: Training) -> tuple[np.ndarray, np.ndarray]:
    """The images and the labels of the training examples: the first examples of the data set."""
    return select_examples(training.dataset, slice(training.config.plan.training_examples))


def validation_batches(training: Training) -> tf.data.Dataset | None:
    """The batches for the validation, or None without a validation. As in Keras, they have the last examples."""
    plan = training.config.plan
    if not plan.validation_examples:
        return None
    images, labels = select_examples(
        training.dataset, slice(plan.training_examples, plan.num_examples)
    )
    return batches_in_order(images, labels, batch_size=plan.batch_size)


def select_examples(dataset: Dataset, selection: slice) -> tuple[np.ndarray, np.ndarray]:
    """The pixels and the labels of some training images, in the types that the network needs."""
    return pixels(dataset.x_train[selection]), dataset.y_train[selection].astype(np.int64)


def callbacks_of(
    training: Training, probe: Probe, keeper: CheckpointKeeper | None
) -> list[keras.callbacks.Callback]:
    """The callbacks, in the order in which Keras calls them: pruning, measuring, checkpoints."""
    callbacks: list[keras.callbacks.Callback] = [probe]
    if training.config.schedule is not None:
        callbacks.insert(0, tfmot.sparsity.keras.UpdatePruningStep())
    if keeper is not None:
        callbacks.append(
            SaveCheckpoints(
                keeper=keeper,
                config=training.config,
                probe=probe,
                resumed_from=training.checkpoint,
            )
        )
    return callbacks


def fit_ranges(plan: TrainingPlan, last_step: int) -> Iterator[range]:
    """The remaining steps: one range for each call of `fit`.

    All epochs of one `fit` have the same length. So the rest of an interrupted epoch needs a
    separate call.

    >>> plan = TrainingPlan(num_examples=30, batch_size=10, epochs=4)
    >>> list(fit_ranges(plan, 0)), list(fit_ranges(plan, 4))
    ([range(1, 13)], [range(5, 7), range(7, 13)])
    """
    epoch_end = -(-last_step // plan.steps_per_epoch) * plan.steps_per_epoch
    if last_step < epoch_end:
        yield range(last_step + 1, epoch_end + 1)
    if epoch_end < plan.total_steps:
        yield range(epoch_end + 1, plan.total_steps + 1)
