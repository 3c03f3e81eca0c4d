"""Paste: a text that the visitor pasted, the schedules in the text, and the missing numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pruning_core import PastedSchedule, read_schedules
from pruning_core.errors import ScheduleError
from pruning_core.texts import gettext


@dataclass(slots=True)
class Paste:
    """The record of the field for pasted text.

    Attributes:
        text: The text in the field.
        numbers: Every number that the visitor gave for a missing name. The number is proposed again for the same name.
        schedules: The schedules that the last read found in the text.
        choice: The index of the schedule that the visitor chose, or None if there is no choice yet.
        missing: The names of the numbers that are or were missing from the chosen schedule.
        edition: A number that grows when other numbers are missing. The page then makes new inputs.
        error: Why no schedule was added, or "".
        is_question: Whether the error only asks for numbers.
        note: A sentence about the added schedule and about differences of its library; or "".
    """

    text: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    schedules: tuple[PastedSchedule, ...] = ()
    choice: int | None = None
    missing: tuple[str, ...] = ()
    edition: int = 0
    error: str = ""
    is_question: bool = False
    note: str = ""

    def set_text(self, text: str) -> None:
        """Store a text. Schedules of the old text are forgotten; the visitor's numbers are kept."""
        if text != self.text:
            self.text = text
            self.schedules, self.error, self.note = (), "", ""
            self.pick(None)

    def pick(self, index: int | None) -> None:
        """Store the visitor's choice between several schedules. Missing numbers are not known yet."""
        self.choice, self.missing = index, ()
        self.edition += 1

    def ask_for(self, names: tuple[str, ...]) -> None:
        """Store the names of missing numbers. Numbers that were missing before stay in the form."""
        missing = tuple(dict.fromkeys((*self.missing, *names)))
        if missing != self.missing:
            self.missing = missing
            self.edition += 1

    def give(self, numbers: Mapping[str, float | None]) -> None:
        """Store the visitor's numbers. An empty input removes its number."""
        for name, number in numbers.items():
            if number is None:
                self.numbers.pop(name, None)
            else:
                self.numbers[name] = number

    def read(self) -> PastedSchedule | None:
        """The schedule of the text, or None if it cannot be read yet; `error` then has the reason, or a question."""
        self.error = self.note = ""
        numbers = {name: self.numbers[name] for name in self.missing if name in self.numbers}
        try:
            self.schedules = read_schedules(self.text, numbers)
            pasted = self.chosen_schedule()
        except ScheduleError as error:
            self.error, self.is_question = str(error), bool(error.missing)
            self.ask_for(error.missing)
            return None
        if pasted is None:
            self.is_question = True
            self.error = gettext("Choose one of the schedules, and then add it.")
        return pasted

    def chosen_schedule(self) -> PastedSchedule | None:
        """The schedule that the visitor chose, or the only schedule; None if there is no choice yet.

        Raises:
            ScheduleError: If the schedule has a problem.
        """
        if len(self.schedules) == 1:
            self.choice = 0
        if self.choice is None or self.choice >= len(self.schedules):
            return None
        pasted = self.schedules[self.choice]
        pasted.get()
        return pasted
