"""Measures how long it takes to read pasted code, compared with Python's own parser."""

import ast
import time
from collections.abc import Callable
from functools import partial

from benchmarks.report import print_ratio, print_values
from pruning_core import read_schedules

ROUNDS = 15
MILLISECONDS = 50
CALL = """
import numpy as np
import tensorflow_model_optimization as tfmot

batch_size, epochs = 128, 4
end_step = np.ceil(60000 / batch_size).astype(np.int32) * epochs
pruning_params = {
    "pruning_schedule": tfmot.sparsity.keras.PolynomialDecay(
        initial_sparsity=0.50, final_sparsity=0.80, begin_step=0, end_step=end_step
    )
}
"""
FUNCTION = """
def layer_{number}(inputs, units=64, rate=0.5):
    hidden = Dense(units * {number}, activation="relu", name="dense_{number}")(inputs)
    if rate > 0:
        hidden = Dropout(rate, name=f"dropout_{{units}}")(hidden)
    return Add(name="add_{number}")([inputs, hidden])
"""
SCRIPT = CALL + "".join(FUNCTION.format(number=number) for number in range(100))
BROKEN = SCRIPT + "\nThis line is not Python: 1 2 3\n"


def milliseconds(call: Callable[[], object]) -> float:
    """The duration of a call in milliseconds."""
    started_at = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started_at)


def main() -> None:
    """Print the times of a short call and of long scripts, and the ratios to the time of `ast.parse`."""
    for name, text in {
        "a call with the lines that define its numbers": CALL,
        f"a script of {SCRIPT.count(chr(10))} lines": SCRIPT,
        "the same script with a broken line": BROKEN,
    }.items():
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(milliseconds(partial(read_schedules, text)))
            theirs.append(milliseconds(lambda: ast.parse(SCRIPT)))
        print_values(f"{name}, read (target {MILLISECONDS} ms)", ours, "ms")
        print_ratio(f"{name}, beside ast.parse of the script", ours, theirs, "below 10")
