"""A schedule is read from a Python call, however its class is imported and its arguments are written."""

import re

import pytest

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    read_schedule,
    read_schedules,
)
from pruning_core.errors import ScheduleError
from pruning_core.schedules import Keyframe

DECAY = PolynomialDecay(
    initial_sparsity=0.5, final_sparsity=0.8, begin_step=0, end_step=1876, frequency=100
)
GUIDE = """
import numpy as np
import tensorflow_model_optimization as tfmot

prune_low_magnitude = tfmot.sparsity.keras.prune_low_magnitude

batch_size, epochs = 128, 4
validation_split = 0.1  # 10% of training set
num_images = 60000
end_step = np.ceil(num_images / batch_size).astype(np.int32) * epochs

pruning_params = {
      'pruning_schedule': tfmot.sparsity.keras.PolynomialDecay(initial_sparsity=0.50,
                                                               final_sparsity=0.80,
                                                               begin_step=0,
                                                               end_step=end_step)
}
model_for_pruning = prune_low_magnitude(model, **pruning_params)
"""


@pytest.mark.parametrize(
    "text",
    [
        "PolynomialDecay(0.5, 0.8, 0, 1876)",
        "PolynomialDecay(0.5, 0.8, 0, 1876, 3, 100)",
        "tfmot.sparsity.keras.PolynomialDecay(0.5, 0.8, end_step=1_876, begin_step=0)",
        "from tensorflow_model_optimization.sparsity.keras import PolynomialDecay as PD\n"
        "schedule = PD(0.5, 0.8, 0, 1876)",
        "sparsity = tfmot.sparsity.keras\nsparsity.PolynomialDecay(0.5, 0.8, 0, 1876)",
        "Decay = tfmot.sparsity.keras.PolynomialDecay\nDecay(0.5, 0.8, 0, 1876)",
        "model = prune_low_magnitude(model, pruning_schedule=PolynomialDecay(0.5, .8, 0, 1876))",
        "params = {'initial_sparsity': 0.5, 'final_sparsity': 0.8}\n"
        "PolynomialDecay(begin_step=0, end_step=1876, **params)",
        "params = dict(initial_sparsity=0.5, final_sparsity=0.8, begin_step=0)\n"
        "params['end_step'] = 1876\nPolynomialDecay(**params)",
        "PolynomialDecay.from_config({'initial_sparsity': 0.5, 'final_sparsity': 0.8,"
        " 'begin_step': 0, 'end_step': 1876})",
        "numbers = (0.5, 0.8)\nPolynomialDecay(*numbers, 0, 1876)",
        GUIDE,
    ],
)
def test_call_is_read_with_any_import_and_any_form_of_arguments(text: str) -> None:
    assert read_schedule(text) == DECAY


@pytest.mark.parametrize(
    ("expression", "step"),
    [
        ("10 + 2 * 3", 16),
        ("-(-7 // 2)", 4),
        ("2**10 - 7 % 4", 1021),
        ("int(7 / 2) + round(2.6)", 6),
        ("math.ceil(60000 / 128) * 2", 938),
        ("np.ceil(60000 / 128) * 2", 938),
        ("numpy.floor(7.5).astype('int64')", 7),
        ("min(5, 9) + max([1, 2])", 7),
        ("len([1, 2, 3]) * 10", 30),
        ("steps['a'] + sizes[1]", 9),
        ("config.epochs * 3", 12),
        ("total", 24),
        ("Config.EPOCHS * 3", 15),
        ("sum([1, 2, 3])", 6),
        ("int('100')", 100),
        ("tf.cast(tf.math.ceil(60000 / 128), tf.int64) * 2", 938),
    ],
)
def test_arithmetic_with_names_of_the_same_text_is_computed(expression: str, step: int) -> None:
    names = (
        "steps = {'a': 4}\nsizes = [1, 5]\nconfig.epochs = 4\nlow, high = 2, 10\n"
        "total = (low + high)\ntotal *= 2\nclass Config:\n    EPOCHS = 5\n"
    )
    text = f"{names}ConstantSparsity(0.5, begin_step={expression})"
    assert read_schedule(text) == ConstantSparsity(target_sparsity=0.5, begin_step=step)


@pytest.mark.parametrize(
    "schedule",
    [
        DECAY,
        ConstantSparsity(target_sparsity=0.5, begin_step=3, end_step=9, frequency=2),
        KeyframeSchedule(keyframes=[Keyframe(step=9, sparsity=0.5)], begin_step=1, frequency=3),
    ],
)
def test_config_of_a_schedule_is_read_as_python(schedule: Schedule) -> None:
    config = schedule.get_config()
    assert read_schedule(repr(config)) == schedule
    assert read_schedule(f"config = {config['config']!r}") == schedule
    arguments = ", ".join(f"{name}={value!r}" for name, value in config["config"].items())
    assert read_schedule(f"{config['class_name']}({arguments})") == schedule


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("PolynomialDecay(0, 90, 0, 5)", "for 90 % write 0.9"),
        ("PolynomialDecay(0, .9, 0, 5, freq=3)", "no parameter 'freq'"),
        ("PolynomialDecay(0, .9, 0, 5, 3, 100, 7)", "takes 6 arguments, got 7"),
        ("PolynomialDecay(0, .9, 5, 5)", "end_step must be greater than begin_step"),
        ("ConstantSparsity('half', 0)", "target_sparsity must be a number"),
        ("ConstantSparsity(.5, 2 * 3.0)", "begin_step is 6.0, a float"),
        ("ConstantSparsity(.5, np.float64(2.5))", "tfmot cuts it to 2 for its updates"),
        ("ConstantSparsity(.5, 1 // 0)", "divides by zero"),
        ("ConstantSparsity(.5, np.float64(1) / 0)", "divides by zero"),
        ("ConstantSparsity(.5, 9**9**9)", "too large"),
        ("ConstantSparsity(.5, (-8) ** 0.5)", "not a real number"),
        ("tf.keras.optimizers.schedules.PolynomialDecay(0.1, 1000)", "changes the learning rate"),
        ("PolynomialDecay(initial_learning_rate=0.1, decay_steps=9)", "changes the learning rate"),
        ("x = PolynomialDecay(0, .8 .9, 3)", "line 1 is not Python"),
        ("half", "not JSON with a schedule"),
        ("", "no pruning schedule"),
    ],
)
def test_call_with_values_that_break_a_training_is_refused_with_a_reason(
    text: str, message: str
) -> None:
    with pytest.raises(ScheduleError, match=re.escape(message)):
        read_schedule(text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("sparsity_m_by_n=(2, 4)", "The schedule decides only when masks are updated"),
        ("block_size=(1, 4)", "tfmot ranks blocks and keeps whole blocks"),
        ("block_size=(1, 1), sparsity_m_by_n=None", ""),
        ("sparsity_m_by_n=(0, 0))  # block_size=(1, 4", ""),
    ],
)
def test_arguments_with_which_masks_do_not_follow_the_schedule_have_a_note(
    arguments: str, words: str
) -> None:
    call = f"prune_low_magnitude(model, ConstantSparsity(0.5, 0), {arguments})"
    (pasted,) = read_schedules(call)
    assert words in pasted.note
    assert bool(words) == bool(pasted.note)
    assert read_schedules(call.replace("(model", "(**{'block_size': [2, 2]}"))[0].note
