"""The networks that the lab trains. Each function builds one network. An exported script contains one of them."""

import tf_keras as keras


def article() -> keras.Sequential:
    """Two convolutions with pooling and dropout, then two dense layers, for ten classes."""
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


def lenet_300_100() -> keras.Sequential:
    """Two hidden layers of 300 and 100 units, for ten classes."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28, 1)),
            layers.Dense(300, activation="relu"),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def lenet_5() -> keras.Sequential:
    """Two linear convolutions with pooling, as in Caffe's LeNet, then two dense layers."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Conv2D(20, kernel_size=(5, 5), input_shape=(28, 28, 1)),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(50, kernel_size=(5, 5)),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dense(500, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def mlp() -> keras.Sequential:
    """One hidden layer of 64 units, for ten classes; it trains in seconds."""
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28, 1)),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
