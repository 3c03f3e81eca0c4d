"""Reads JaxPruner's calls. JaxPruner counts steps from 0, and updates at multiples of the frequency."""

from pruning_core.dialects.reading.libraries.numbers import Reading, read_numbers
from pruning_core.dialects.reading.python.values import Answers, Construction
from pruning_core.dialects.reading.signatures import JAXPRUNER_PRUNERS
from pruning_core.errors import ScheduleError
from pruning_core.schedules import ConstantSparsity, PolynomialDecay
from pruning_core.texts import gettext


def read_jaxpruner(construction: Construction, answers: Answers) -> Reading:
    """The schedule of a JaxPruner pruner, or of a JaxPruner schedule alone."""
    schedule, sparsity = construction, None
    if construction.class_name in JAXPRUNER_PRUNERS:
        schedule = required_part(construction, "scheduler")
        distribution = construction.arguments.get("sparsity_distribution_fn")
        if isinstance(distribution, Construction):
            sparsity = distribution.arguments.get("sparsity")
    arguments = {
        **schedule.arguments,
        **({} if sparsity is None else {"sparsity": sparsity}),
    }
    note = gettext("JaxPruner counts steps from 0, so its masks change at other steps than these.")
    if schedule.class_name == "OneShotSchedule":
        numbers = read_numbers(arguments, required=["target_step", "sparsity"], answers=answers)
        step = numbers["target_step"] + 1
        return ConstantSparsity(
            target_sparsity=numbers["sparsity"], begin_step=step, end_step=step
        ), note
    window = ["update_freq", "update_start_step", "update_end_step"]
    numbers = read_numbers(arguments, required=[*window, "sparsity"], answers=answers)
    steps = {
        "begin_step": numbers["update_start_step"],
        "end_step": -1 if numbers["update_end_step"] is None else numbers["update_end_step"],
        "frequency": numbers["update_freq"],
    }
    if schedule.class_name == "PeriodicSchedule":
        return ConstantSparsity(target_sparsity=numbers["sparsity"], **steps), note
    decay = PolynomialDecay(
        initial_sparsity=0.0,
        final_sparsity=numbers["sparsity"],
        power=numbers.get("power", 3),
        **steps,
    )
    return decay, note


def required_part(construction: Construction, name: str) -> Construction:
    """The construction that is the argument `name` of another construction.

    Raises:
        ScheduleError: If the text does not contain this argument.
    """
    part = construction.arguments.get(name)
    if not isinstance(part, Construction):
        raise ScheduleError(
            name,
            gettext(
                "the {name} of {class_name} is not in what you pasted: paste its call too",
                name=name,
                class_name=construction.class_name,
            ),
        )
    return part
