"""Reads coreai-opt's configuration. The target is in the `PruningSpec` beside the schedule."""

from pruning_core.checks import check_whole
from pruning_core.dialects.reading.libraries.numbers import Reading, read_numbers
from pruning_core.dialects.reading.python.values import Answers, Construction, Unknown, Value
from pruning_core.dialects.reading.signatures import COREAI_CONFIG
from pruning_core.errors import ScheduleError
from pruning_core.schedules import ConstantSparsity, PolynomialDecay
from pruning_core.texts import gettext

DEFAULTS = {"begin_step": 0, "power": 3.0, "initial_sparsity": 0.0, "update_frequency": 1}


def read_coreai(construction: Construction, answers: Answers) -> Reading:
    """The schedule of a ModuleMagnitudePrunerConfig, or of a coreai-opt schedule alone."""
    schedule, target = construction, Unknown(names=("target_sparsity",))
    if construction.class_name == COREAI_CONFIG:
        target = target_of(construction.arguments.get("op_state_spec"))
        inner = construction.arguments.get("sparsity_schedule")
        schedule = inner if isinstance(inner, Construction) else construction
    note = gettext("coreai-opt counts the calls of step() from the call of prepare().")
    if schedule.class_name == "PolynomialDecaySchedule":
        return polynomial_schedule(schedule, target, answers), note
    arguments = {"begin_step": schedule.arguments.get("begin_step", 0), "target_sparsity": target}
    numbers = read_numbers(arguments, required=(), answers=answers)
    step = max(numbers["begin_step"], 1)
    return ConstantSparsity(
        target_sparsity=numbers["target_sparsity"], begin_step=step, end_step=step
    ), note


def target_of(spec: Value) -> Value:
    """The target of the first PruningSpec in a dictionary, or an unknown value."""
    specs = spec.values() if isinstance(spec, dict) else ()
    for each in specs:
        if isinstance(each, Construction):
            return each.arguments.get("target_sparsity", 0.5)
    return Unknown(names=("target_sparsity",))


def polynomial_schedule(
    construction: Construction, target: Value, answers: Answers
) -> PolynomialDecay:
    """The decay with the same updates. The last update is at the end of the window."""
    arguments = {name: construction.arguments.get(name, value) for name, value in DEFAULTS.items()}
    if "total_iters" in construction.arguments:
        arguments["total_iters"] = construction.arguments["total_iters"]
    numbers = read_numbers(
        arguments | {"target_sparsity": target}, required=["total_iters"], answers=answers
    )
    begin, length = numbers["begin_step"], numbers["total_iters"]
    frequency = check_whole(
        "update_frequency", numbers["update_frequency"], least=1, error=ScheduleError
    )
    periods = (length - 1) // frequency
    if periods < 1:  # one jump, after the window
        periods, frequency = 1, length
    return PolynomialDecay(
        initial_sparsity=numbers["initial_sparsity"],
        final_sparsity=numbers["target_sparsity"],
        begin_step=begin,
        end_step=begin + periods * frequency,
        power=numbers["power"],
        frequency=frequency,
    )
