"""The functions that script and notebook share: the training of the lab, with tfmot alone."""

from collections.abc import Iterable, Mapping
from string import Template
from sys import stdlib_module_names

from pruning_core.data.facts import DATASETS
from pruning_core.exports.code import schedule_code
from pruning_core.parameter import Choice
from pruning_core.plan.learning_rates import LearningRate, keras_arguments
from pruning_core.runs.config import RunConfig
from pruning_core.runs.optimizers import OPTIMIZERS
from pruning_core.runs.parameters import PARAMETERS, optimizer_arguments, values_of

IMPORTS = ("import numpy as np", "import tf_keras as keras")
IMPORTS_OF_PRUNING = ("import tensorflow_model_optimization as tfmot",)
PREPARED = '''\
def prepared(images, labels):
    """The input of the network, (n, 28, 28, 1) float32 in [0, 1], and the classes of the images."""
    pixels = (images.astype(np.float32) / np.float32(255))[..., np.newaxis]
    return pixels, labels.astype(np.int64)
'''
COMPILED = Template('''\
def compiled(model):
    """The model with its loss and its optimizer."""
    model.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=$optimizer,
        metrics=["accuracy"],
    )
    return model
''')
BEGIN = """\
    keras.backend.clear_session()  # numbers in layer names start at zero again
    keras.backend.experimental.enable_tf_random_generator()  # dropout draws the same numbers as in the lab
    keras.utils.set_random_seed(SEED)
"""
DENSE = Template(f'''\
def dense_network():
    """A new network. All its random numbers follow from the seed."""
{BEGIN}\
    return compiled($network())
''')
PRUNED = Template(f'''\
def pruned_network(schedule):
    """A new network, pruned while it trains. All its random numbers follow from the seed."""
{BEGIN}\
    model = tfmot.sparsity.keras.prune_low_magnitude($network(), pruning_schedule=schedule)
    return compiled(model)
''')
PRUNED_BY_LAYER = Template(f'''\
def pruned_network(schedules):
    """A new network with pruned layers. All its random numbers follow from the seed."""
{BEGIN}\

    def wrapped(layer):
        if layer.name not in schedules:
            return layer
        schedule = schedules[layer.name]
        return tfmot.sparsity.keras.prune_low_magnitude(layer, pruning_schedule=schedule)

    return compiled(keras.models.clone_model($network(), clone_function=wrapped))
''')
UPDATES = "[tfmot.sparsity.keras.UpdatePruningStep()]"
TRAIN = Template('''\
def train(model, images, labels, *, epochs):
    """Train on the first examples, and validate on the rest.$callback_does"""
    split = int(len(labels) * (1 - VALIDATION_SPLIT))
    steps_per_epoch = -(-split // BATCH_SIZE)
    steps = range(1, epochs * steps_per_epoch + 1)
    model.fit(
        batches(images[:split], labels[:split], batch_size=BATCH_SIZE, seed=SEED, steps=steps),
        steps_per_epoch=steps_per_epoch,
        epochs=epochs,
        validation_data=(images[split:], labels[split:]) if split < len(labels) else None,
        validation_batch_size=BATCH_SIZE,
        callbacks=$callbacks,
        verbose=2,
    )
''')
RESULTS = Template('''\
def results(model, images, labels):
    """Loss and accuracy of the $kind model, and the number of zeros in each kernel."""
    final = compiled($final)
    loss, accuracy = final.evaluate(images, labels, batch_size=BATCH_SIZE, verbose=0)
    kernels = []
    for layer in final.layers:
        if hasattr(layer, "kernel"):
            weights = layer.kernel.numpy()
            zeros = weights.size - int(np.count_nonzero(weights))
            kernels.append({"layer": layer.name, "weights": weights.size, "zeros": zeros})
    return {
        "test_loss": loss,
        "test_accuracy": accuracy,
        "test_images": len(labels),
        "kernels": kernels,
    }
''')


def imports(config: RunConfig) -> list[str]:
    """The import statements that the functions of this module need for a run."""
    pruning = () if config.schedule is None else IMPORTS_OF_PRUNING
    return [*IMPORTS, *pruning, *DATASETS[config.dataset].script.imports]


def model(config: RunConfig) -> str:
    """The functions that build the network, prune it and compile it."""
    build = DENSE if config.schedule is None else PRUNED_BY_LAYER if config.layers else PRUNED
    return "\n\n".join(
        (
            schedule_code.network(config.network),
            COMPILED.substitute(optimizer=optimizer(config)),
            build.substitute(network=config.network),
        )
    )


def optimizer(config: RunConfig) -> str:
    """The expression that makes the optimizer."""
    return optimizer_call(config.optimizer, optimizer_arguments(config), config.rate)


def optimizer_call(name: str, values: Mapping[str, object], rate: LearningRate) -> str:
    """The expression that makes an optimizer.

    Args:
        name: The name of the optimizer in `OPTIMIZERS`.
        values: The arguments of the optimizer.
        rate: The schedule of the learning rate.
    """
    arguments = {argument: repr(value) for argument, value in values.items()}
    if rate.keras_class:
        rate_arguments = keyword_arguments(keras_arguments(rate))
        arguments["learning_rate"] = (
            f"keras.optimizers.schedules.{rate.keras_class}({rate_arguments})"
        )
    text = ", ".join(f"{argument}={value}" for argument, value in arguments.items())
    return f"keras.optimizers.{OPTIMIZERS[name].keras_class}({text})"


def keyword_arguments(arguments: Mapping[str, object]) -> str:
    """Arguments of a call, as text."""
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def training(config: RunConfig) -> str:
    """The function that trains."""
    pruned = config.schedule is not None
    return TRAIN.substitute(
        callback_does=" A callback passes the step to the pruning." if pruned else "",
        callbacks=UPDATES if pruned else "[]",
    )


def results(config: RunConfig) -> str:
    """The function that measures the trained network."""
    if config.schedule is None:
        return RESULTS.substitute(kind="trained", final="model")
    return RESULTS.substitute(kind="stripped", final="tfmot.sparsity.keras.strip_pruning(model)")


def settings(config: RunConfig) -> str:
    """Each number as a constant, except the arguments of the optimizer."""
    return "".join(
        f"{name.upper()} = {value}\n"
        for name, value in values_of(config).items()
        if not PARAMETERS[name].argument_of and not isinstance(PARAMETERS[name].values, Choice)
    )


def data(dataset: str) -> str:
    """The functions that load a data set."""
    return f"{PREPARED}\n\n{DATASETS[dataset].script.code}"


def import_block(lines: Iterable[str]) -> str:
    """Import statements without duplicates, in the order of import sorters.

    >>> print(import_block(["import numpy as np", "from json import dumps", "import os"]), end="")
    import os
    from json import dumps
    <BLANKLINE>
    import numpy as np
    """
    ordered = sorted(set(lines), key=lambda line: (line.startswith("from"), line))
    standard = [line for line in ordered if line.split()[1].split(".")[0] in stdlib_module_names]
    others = [line for line in ordered if line not in standard]
    return "\n\n".join("\n".join(group) for group in (standard, others) if group) + "\n"
