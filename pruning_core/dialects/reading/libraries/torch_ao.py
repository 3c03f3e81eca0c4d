"""Reads the calls of torch.ao.pruning, which counts the calls of `scheduler.step()` from 0."""

from pruning_core.dialects.reading.libraries.numbers import Reading, read_numbers
from pruning_core.dialects.reading.python.values import Answers, Construction, Unknown
from pruning_core.errors import ScheduleError
from pruning_core.schedules import PolynomialDecay
from pruning_core.texts import gettext

DEFAULTS = {"init_sl": 0.0, "init_t": 0, "delta_t": 10, "total_t": 100}
DEFAULT_LEVEL = 0.5


def read_torch_ao(construction: Construction, answers: Answers) -> Reading:
    """The schedule of a CubicSL. The target is the `sparsity_level` of the sparsifier."""
    if construction.class_name == "LambdaSL":
        raise ScheduleError(
            "sl_lambda",
            gettext(
                "LambdaSL takes its sparsity from a function, and the lab runs no pasted code: "
                "paste a PolynomialDecay with the same curve"
            ),
        )
    sparsifier = construction.arguments.get("sparsifier")
    target = {"sparsity_level": Unknown(names=("sparsity_level",))}
    if isinstance(sparsifier, Construction):
        target = {"sparsity_level": sparsifier.arguments.get("sparsity_level", DEFAULT_LEVEL)}
    arguments = {name: construction.arguments.get(name, value) for name, value in DEFAULTS.items()}
    numbers = read_numbers(arguments | target, required=(), answers=answers)
    begin = numbers["init_t"] + 1
    decay = PolynomialDecay(
        initial_sparsity=numbers["init_sl"],
        final_sparsity=numbers["sparsity_level"],
        begin_step=begin,
        end_step=begin + numbers["delta_t"] * numbers["total_t"],
        frequency=1,
    )
    return decay, gettext(
        "torch.ao counts the calls of scheduler.step(): if your loop calls it once an epoch, "
        "multiply the steps by the steps of an epoch."
    )
