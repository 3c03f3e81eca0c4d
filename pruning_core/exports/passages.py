"""The code that script and notebook share, passage by passage: the lab's training in plain tfmot."""

from collections.abc import Iterable
from string import Template
from sys import stdlib_module_names

from pruning_core.datasets import DATASETS
from pruning_core.runs.config import RunConfig

IMPORTS = (
    "import numpy as np",
    "import tensorflow_model_optimization as tfmot",
    "import tf_keras as keras",
)
IMPORTS_OF_DATASET: dict[str, tuple[str, ...]] = {
    "mnist": ("import os",),
    "digits": ("from sklearn.datasets import load_digits",),
}
PREPARED = '''\
def prepared(images, labels):
    """Images as the network takes them, (n, 28, 28, 1) float32 in [0, 1], and their digits."""
    pixels = (images.astype(np.float32) / np.float32(255))[..., np.newaxis]
    return pixels, labels.astype(np.int64)
'''
LOAD: dict[str, Template] = {
    "mnist": Template('''\
def load_data():
    """MNIST from the file that PRUNELAB_MNIST names, else from Keras, which downloads it once."""
    if path := os.environ.get("PRUNELAB_MNIST"):
        with np.load(os.path.expanduser(path)) as arrays:
            train = arrays["x_train"], arrays["y_train"]
            test = arrays["x_test"], arrays["y_test"]
    else:
        train, test = keras.datasets.mnist.load_data()
    return prepared(*train), prepared(*test)
'''),
    "digits": Template('''\
def load_data():
    """scikit-learn's digits in MNIST's form: each pixel as 3 x 3 of them, in a border of 2."""
    digits = load_digits()
    bytes_of_16 = digits.images.astype(np.uint16) * 255 // 16
    enlarged = bytes_of_16.repeat(3, axis=1).repeat(3, axis=2)
    images = np.pad(enlarged, ((0, 0), (2, 2), (2, 2)))
    first = $training_examples
    return (
        prepared(images[:first], digits.target[:first]),
        prepared(images[first:], digits.target[first:]),
    )
'''),
}
MODEL = '''\
def convnet():
    """Two convolutions with pooling and dropout, then two dense layers: ten classes."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu", input_shape=(28, 28, 1)),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def compiled(model):
    """The model with its loss and its optimizer."""
    model.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=keras.optimizers.Adam(),
        metrics=["accuracy"],
    )
    return model


def pruned_convnet(schedule):
    """A fresh network that is pruned while it trains; the seed fixes all that is random."""
    keras.backend.clear_session()  # layer names count from zero again
    keras.backend.experimental.enable_tf_random_generator()  # dropout as the lab draws it
    keras.utils.set_random_seed(SEED)
    model = tfmot.sparsity.keras.prune_low_magnitude(convnet(), pruning_schedule=schedule)
    return compiled(model)
'''
TRAIN = '''\
def train(model, images, labels, *, epochs):
    """Train on all but the last examples, which validate; the callback tells the pruning its step."""
    split = int(len(labels) * (1 - VALIDATION_SPLIT))
    steps_per_epoch = -(-split // BATCH_SIZE)
    steps = range(1, epochs * steps_per_epoch + 1)
    model.fit(
        batches(images[:split], labels[:split], batch_size=BATCH_SIZE, seed=SEED, steps=steps),
        steps_per_epoch=steps_per_epoch,
        epochs=epochs,
        validation_data=(images[split:], labels[split:]) if split < len(labels) else None,
        validation_batch_size=BATCH_SIZE,
        callbacks=[tfmot.sparsity.keras.UpdatePruningStep()],
        verbose=2,
    )
'''
RESULTS = '''\
def results(model, images, labels):
    """Loss and accuracy of the stripped model, and the zeros in each of its kernels."""
    final = compiled(tfmot.sparsity.keras.strip_pruning(model))
    loss, accuracy = final.evaluate(images, labels, batch_size=BATCH_SIZE, verbose=0)
    kernels = []
    for layer in final.layers:
        if hasattr(layer, "kernel"):
            weights = layer.kernel.numpy()
            zeros = weights.size - int(np.count_nonzero(weights))
            kernels.append({"layer": layer.name, "weights": weights.size, "zeros": zeros})
    return {"test_loss": loss, "test_accuracy": accuracy, "kernels": kernels}
'''


def settings(config: RunConfig) -> str:
    """The numbers of the plan, and the seed, as constants."""
    plan = config.plan
    return (
        f"NUM_EXAMPLES = {plan.num_examples}\n"
        f"BATCH_SIZE = {plan.batch_size}\n"
        f"EPOCHS = {plan.epochs}\n"
        f"VALIDATION_SPLIT = {plan.validation_split}\n"
        f"SEED = {config.seed}\n"
    )


def data(dataset: str) -> str:
    """The functions that load a data set."""
    first = DATASETS[dataset].training_examples
    return f"{PREPARED}\n\n{LOAD[dataset].substitute(training_examples=first)}"


def import_block(lines: Iterable[str]) -> str:
    """Import statements, each once, as import sorters order them.

    >>> print(import_block(["import numpy as np", "from json import dumps", "import os"]), end="")
    import os
    from json import dumps
    <BLANKLINE>
    import numpy as np
    """
    ordered = sorted(set(lines), key=lambda line: (line.startswith("from"), line))
    ours = [line for line in ordered if line.split()[1].split(".")[0] in stdlib_module_names]
    others = [line for line in ordered if line not in ours]
    return "\n\n".join("\n".join(group) for group in (ours, others) if group) + "\n"
