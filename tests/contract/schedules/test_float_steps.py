"""tfmot trains with a NumPy float as a step, and fails with a Python float. The lab predicts both."""

import numpy as np
import pytest
import tf_keras as keras
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import kept_weights, read_schedule
from pruning_core.errors import ScheduleError

CALL = "PolynomialDecay(0.0, 0.8, 0, {end}, frequency=5)"


def weights_after_training(end_step: float) -> int:
    """The number of weights, of 220, that the mask keeps after ten steps."""
    schedule = tfmot.PolynomialDecay(0.0, 0.8, 0, end_step, frequency=5)
    layer = tfmot.prune_low_magnitude(keras.layers.Dense(11, input_shape=(20,)), schedule)
    model = keras.Sequential([layer])
    model.compile("sgd", "mse")
    data = np.ones((40, 20)), np.ones((40, 11))
    model.fit(*data, batch_size=4, verbose=0, callbacks=[tfmot.UpdatePruningStep()])
    return int(layer.pruning_vars[0][1].numpy().sum())


def test_whole_numpy_float_is_the_same_step_as_a_whole_number() -> None:
    schedule = read_schedule(CALL.format(end="np.ceil(39 / 4)"))
    assert schedule.end_step == 10
    assert weights_after_training(np.ceil(39 / 4)) == kept_weights(schedule, 10, 220) == 44


def test_training_with_a_python_float_as_a_step_fails_as_the_message_says() -> None:
    with pytest.raises(ScheduleError, match="its training ends with a TypeError"):
        read_schedule(CALL.format(end="40 / 4"))
    with pytest.raises(TypeError):
        weights_after_training(10.0)


def test_updates_cut_the_fraction_of_a_numpy_float_and_the_curve_keeps_it() -> None:
    """An end of 9.5 is 9 for the updates: the last one is at step 5. The curve ends at 9.5."""
    with pytest.raises(ScheduleError, match="tfmot cuts it to 9 for its updates"):
        read_schedule(CALL.format(end="np.float64(9.5)"))
    kept = weights_after_training(np.float64(9.5))
    at_9 = kept_weights(read_schedule(CALL.format(end=9)), 5, 220)
    assert kept == round(220 * (1 - (0.8 - 0.8 * (1 - 5 / 9.5) ** 3)))
    assert kept != at_9
