"""The errors about a text with no schedule, or with several schedules."""

import re
from collections.abc import Sequence

from pruning_core.dialects.reading.pasted import PastedSchedule
from pruning_core.dialects.reading.python.collecting import Script
from pruning_core.dialects.reading.trees import has_layers
from pruning_core.errors import ScheduleError
from pruning_core.prediction.summary import percent
from pruning_core.schedules import Schedule
from pruning_core.schedules.config import SCHEDULE_CLASSES, schedule_from_config
from pruning_core.texts import gettext, grouped, ngettext

MAX_LISTED = 4
BROKEN_CALL = re.compile(rf"\b({'|'.join(SCHEDULE_CLASSES)})\s*\(")


def none_found(script: Script, code: str) -> ScheduleError:
    """The error about a text without a schedule, with what to paste."""
    for tree, _line in script.containers:
        if has_layers(tree):
            return ScheduleError(
                "schedule",
                gettext(
                    "this model has no pruned layer, so it has no schedule: paste the JSON of the "
                    "model that prune_low_magnitude returned, before strip_pruning"
                ),
            )
    if len(script.containers) == 1 and (error := config_error(script.containers[0][0])):
        return error
    if script.has_rate_schedule:
        return ScheduleError(
            "schedule",
            gettext(
                "this PolynomialDecay changes the learning rate, not the sparsity: paste the call "
                "of tfmot's PolynomialDecay, with initial_sparsity and final_sparsity"
            ),
        )
    if (call := BROKEN_CALL.search(code)) is not None:
        return ScheduleError(
            "schedule",
            gettext(
                "the call of {class_name} in line {line} is not Python: check its brackets, commas "
                "and numbers",
                class_name=call[1],
                line=grouped(code.count("\n", 0, call.start()) + 1),
            ),
        )
    return ScheduleError(
        "schedule",
        gettext(
            "there is no pruning schedule in what you pasted: it is not JSON with a schedule, and "
            "it does not call PolynomialDecay or ConstantSparsity. Paste such a call with the lines "
            "that define its numbers, its get_config(), or the JSON of a pruned model"
        ),
    )


def config_error(tree: object) -> ScheduleError | None:
    """The error about a config whose class is unknown, or None if the tree is not a config."""
    if not isinstance(tree, dict) or not isinstance(tree.get("class_name"), str):
        return None
    try:
        schedule_from_config(tree)
    except ScheduleError as error:
        return error
    return None


def several_found(schedules: Sequence[PastedSchedule]) -> ScheduleError:
    """The error about a text with several schedules, with the place of each schedule."""
    places = "; ".join(
        f"{number}. {describe(each)}" for number, each in enumerate(schedules[:MAX_LISTED], start=1)
    )
    more = len(schedules) - MAX_LISTED
    if more > 0:
        places = gettext("{places}; and {more} more", places=places, more=grouped(more))
    return ScheduleError(
        "schedule",
        ngettext(
            "there is {count} schedule in what you pasted ({places}): paste one of them, "
            "or choose one by its number",
            "there are {count} different schedules in what you pasted ({places}): paste one of them, "
            "or choose one by its number",
            len(schedules),
            places=places,
        ),
    )


def describe(pasted: PastedSchedule) -> str:
    """The place of a schedule, with its sparsity or its missing numbers.

    >>> problem = ScheduleError("n", "", missing=("n",))
    >>> describe(PastedSchedule(class_name="ConstantSparsity", line=3, problem=problem))
    'line 3, ConstantSparsity: without n'
    """
    if pasted.schedule is None:
        missing = pasted.problem.missing if pasted.problem is not None else ()
        if not missing:
            return gettext("{place}: cannot be used", place=pasted.place)
        return gettext("{place}: without {names}", place=pasted.place, names=", ".join(missing))
    return f"{pasted.place}: {sparsity_in_words(pasted.schedule)}"


def sparsity_in_words(schedule: Schedule) -> str:
    """The final sparsity of a schedule and its steps, as text."""
    return gettext(
        "{sparsity} from step {begin}",
        sparsity=percent(schedule.end_sparsity),
        begin=grouped(schedule.begin_step),
    )
