"""PastedSchedule: a schedule in a text, its place, and the values that are missing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pruning_core.checks import quoted
from pruning_core.dialects.reading.libraries import READERS
from pruning_core.dialects.reading.python.collecting import Script
from pruning_core.dialects.reading.python.values import Answers, Construction, Value
from pruning_core.dialects.reading.tfmot import tfmot_schedule
from pruning_core.dialects.reading.trees import TreeSchedule, find_schedules
from pruning_core.errors import ScheduleError
from pruning_core.schedules import Schedule
from pruning_core.schedules.config import SCHEDULE_CLASSES
from pruning_core.texts import gettext, grouped, ngettext

MAX_LAYERS_LISTED = 3
MAX_KEYS_LISTED = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class PastedSchedule:
    """A schedule that a pasted text contains.

    Attributes:
        class_name: The class that the text names.
        line: The line number of the call, from 1; 0 for JSON.
        layers: The names of the layers with this schedule, if the text has them.
        schedule: The schedule, or None if there is a problem.
        problem: The reason why there is no schedule, or None. `problem.missing` has the names of missing numbers.
        note: What another library does differently, or what the arguments of the pruning wrapper change; or "".
    """

    class_name: str
    line: int
    layers: tuple[str, ...] = ()
    schedule: Schedule | None = None
    problem: ScheduleError | None = None
    note: str = ""

    def get(self) -> Schedule:
        """The schedule.

        Raises:
            ScheduleError: If the text does not determine the schedule.
        """
        if self.schedule is None:
            raise self.problem or ScheduleError("schedule", self.class_name)
        return self.schedule

    @property
    def place(self) -> str:
        """The place of the schedule in the text: its layers, or its line."""
        if self.layers:
            return layers_in_words(self.layers)
        if self.line:
            return gettext(
                "line {line}, {class_name}", line=grouped(self.line), class_name=self.class_name
            )
        return self.class_name


def layers_in_words(layers: Sequence[str]) -> str:
    """A list of layer names as text. Long lists are cut.

    >>> layers_in_words(["a", "b", "c", "d", "e"])
    'layers a, b, c and 2 more'
    """
    names = ", ".join(layers[:MAX_LAYERS_LISTED])
    n_more = len(layers) - MAX_LAYERS_LISTED
    if n_more > 0:
        return ngettext(
            "layers {names} and {count} more",
            "layers {names} and {count} more",
            n_more,
            names=names,
        )
    return ngettext("layer {names}", "layers {names}", len(layers), names=names)


def schedules_of(script: Script, answers: Answers) -> tuple[PastedSchedule, ...]:
    """The schedules of a script or of a tree. Equal schedules are merged."""
    constructions = list(readable(script.constructions))
    if constructions:
        return tuple(merge_equal(read_construction(each, answers) for each in constructions))
    schedule_in_tree = find_schedules(script.containers)
    return tuple(merge_equal(read_tree(each, answers) for each in schedule_in_tree))


def readable(constructions: Iterable[Construction]) -> Iterator[Construction]:
    """The constructions of schedules that are not a part of another library's construction."""
    schedules = [
        each
        for each in constructions
        if each.class_name in READERS or each.class_name in SCHEDULE_CLASSES
    ]
    parts = {
        id(part)
        for each in schedules
        if each.class_name in READERS
        for part in each.arguments.values()
        if isinstance(part, Construction)
    }
    return (each for each in schedules if id(each) not in parts)


def read_construction(construction: Construction, answers: Answers) -> PastedSchedule:
    """The schedule of a call, or its problem."""
    empty = PastedSchedule(class_name=construction.class_name, line=construction.line)
    if construction.problem:
        return replace(empty, problem=ScheduleError("schedule", construction.problem))
    try:
        if construction.class_name in SCHEDULE_CLASSES:
            schedule, note = (
                tfmot_schedule(construction.class_name, construction.arguments, answers),
                "",
            )
        else:
            schedule, note = READERS[construction.class_name](construction, answers)
    except ScheduleError as error:
        return replace(empty, problem=error)
    return replace(empty, schedule=schedule, note=note)


def read_tree(schedule_in_tree: TreeSchedule, answers: Answers) -> PastedSchedule:
    """The schedule of a config, or its problem."""
    pasted = PastedSchedule(
        class_name=schedule_in_tree.class_name,
        line=schedule_in_tree.line,
        layers=(schedule_in_tree.layer,) if schedule_in_tree.layer else (),
        note=note_about_ignored(schedule_in_tree),
    )
    try:
        return replace(
            pasted,
            schedule=tfmot_schedule(schedule_in_tree.class_name, schedule_in_tree.config, answers),
        )
    except ScheduleError as error:
        return replace(pasted, problem=error)


def note_about_ignored(schedule_in_tree: TreeSchedule) -> str:
    """A sentence with the keys of the config that are ignored, or ""."""
    if not schedule_in_tree.ignored:
        return ""
    return gettext(
        "These keys are no parameters of {class_name}, so they are ignored: {names}.",
        class_name=schedule_in_tree.class_name,
        names=", ".join(map(quoted, schedule_in_tree.ignored[:MAX_KEYS_LISTED])),
    )


def merge_equal(schedules: Iterable[PastedSchedule]) -> Iterable[PastedSchedule]:
    """Merge equal schedules, and layers with the same problem. A merged entry has the layers of all its entries."""
    merged: dict[Value, PastedSchedule] = {}
    for index, each in enumerate(schedules):
        key: Value = each.schedule
        if key is None:
            key = (each.class_name, str(each.problem)) if each.layers else index
        first = merged.get(key, each)
        layers = dict.fromkeys((*first.layers, *each.layers))
        merged[key] = replace(first, layers=tuple(layers))
    return merged.values()
