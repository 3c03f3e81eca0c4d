"""The networks that the lab trains, as the article builds them."""

import tensorflow_model_optimization as tfmot
import tf_keras as keras

from pruning_core.schedules import Schedule

INPUT_SHAPE = (28, 28, 1)
CLASSES = 10


def article_convnet() -> keras.Sequential:
    """The article's ConvNet for 28x28 images in ten classes, not compiled.

    Its kernels are `networks.ARTICLE_CONVNET`.
    """
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu", input_shape=INPUT_SHAPE),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def compiled(model: keras.Model) -> keras.Model:
    """The model, compiled as the article does it."""
    model.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=keras.optimizers.Adam(),
        metrics=["accuracy"],
    )
    return model


def build(schedule: Schedule | None, *, seed: int) -> keras.Model:
    """A fresh compiled network whose every weight and dropout follows from the seed.

    Args:
        schedule: Prune by it, or None for the dense baseline.
        seed: Also fixes the order of the batches of the `fit` that follows.
    """
    keras.backend.clear_session()  # layer names count from zero again
    keras.utils.set_random_seed(seed)
    model = article_convnet()
    if schedule is not None:
        model = tfmot.sparsity.keras.prune_low_magnitude(
            model, pruning_schedule=schedule.to_tfmot()
        )
    return compiled(model)
