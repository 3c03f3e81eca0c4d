"""The field for pasted text. It asks for missing numbers, and adds the schedule."""

import re

import streamlit as st

from pages.components.explorer.presets_menu import add_schedule
from pages.components.session.lab_state import MAX_NAME_LENGTH, NamedSchedule
from pages.components.session.paste import Paste
from pages.components.session.visit import ExplorerPage, current_visit, session_record
from pages.components.session.widgets import escape_markdown
from pruning_core import PastedSchedule
from pruning_core.dialects.reading import describe
from pruning_core.errors import FieldError
from pruning_core.plan import TrainingPlan
from pruning_core.texts import gettext

PASTE_KEY = "paste a schedule"
TEXT_KEY, PICK_KEY = "pasted schedule", "schedule of the pasted text"
PLAIN_NAME = re.compile(r"(?!.*(__|\]\(|www))[\w.\[\]()]+")
"""Names that Streamlit shows unchanged. A screen reader would read the backslashes of an escaped name."""
EXAMPLE = """\
end_step = np.ceil(60000 / 128) * 4
PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=0, end_step=end_step)"""


def show_paste_panel(plan: TrainingPlan) -> None:
    """Show the section with the field for pasted text. A closed section is not rendered."""
    section = st.expander(
        gettext("Paste a schedule: Python, JSON, another library"),
        key=PASTE_KEY,
        on_change="rerun",
    )
    if section.open:
        with section:
            show_paste_form(session_record(ExplorerPage).paste, plan)


def show_paste_form(paste: Paste, plan: TrainingPlan) -> None:
    """Show the field, the choice between several schedules, the missing numbers, and the button."""
    if TEXT_KEY not in st.session_state:  # Streamlit forgets the text while the section is closed
        st.session_state[TEXT_KEY] = paste.text
    st.text_area(
        gettext("Code, get_config(), or the JSON of a pruned model"),
        key=TEXT_KEY,
        height=140,
        placeholder=EXAMPLE,
        on_change=store_text,
        help=gettext(
            "A call of PolynomialDecay or ConstantSparsity with the lines that define its numbers, "
            "a whole script, a dictionary, or the code of another library. It is read, and never run."
        ),
    )
    if len(paste.schedules) > 1:
        show_choice(paste)
    if paste.error:
        show_error(paste)
    for index, name in enumerate(paste.missing):
        show_missing_number(name, number_key(paste, index), paste, plan)
    st.button(gettext("Add this schedule"), on_click=add_pasted, icon=":material/add:")
    if paste.note:
        st.success(escape_markdown(paste.note), icon=":material/check:")


def show_error(paste: Paste) -> None:
    """Show why the schedule was not added. A question about a number is not an error."""
    if paste.is_question:
        st.info(escape_markdown(paste.error), icon=":material/help:")
    else:
        st.error(escape_markdown(paste.error), icon=":material/error:")


def show_choice(paste: Paste) -> None:
    """Show the schedules of the text as a choice."""
    st.radio(
        gettext("The schedules in the text"),
        range(len(paste.schedules)),
        index=paste.choice,
        key=PICK_KEY,
        format_func=lambda index: escape_markdown(describe(paste.schedules[index])),
        on_change=pick_schedule,
    )


def show_missing_number(name: str, key: str, paste: Paste, plan: TrainingPlan) -> None:
    """Show the input of a missing number. The input proposes the number that the visitor last gave for this name."""
    of_plan = numbers_of_plan(plan, knows_epochs=current_visit().state.knows_epochs).get(name)
    st.number_input(
        name if PLAIN_NAME.fullmatch(name) else escape_markdown(name),
        value=paste.numbers.get(name),
        step=1.0,
        format="%.12g",
        key=key,
        on_change=store_numbers,
        placeholder=""
        if of_plan is None
        else gettext("{number} in the training below", number=of_plan),
    )


def numbers_of_plan(plan: TrainingPlan, *, knows_epochs: bool) -> dict[str, int]:
    """The numbers of the training that scripts often have under the same names."""
    numbers = {"total_steps": plan.total_steps}
    if not knows_epochs:
        return numbers
    return numbers | {
        "steps_per_epoch": plan.steps_per_epoch,
        "batch_size": plan.batch_size,
        "epochs": plan.epochs,
    }


def number_key(paste: Paste, index: int) -> str:
    """The key of the input of a missing number."""
    return f"missing number {paste.edition} {index}"


def store_text() -> None:
    """Store the text of the field. Streamlit calls this function before it runs the page again."""
    session_record(ExplorerPage).paste.set_text(st.session_state[TEXT_KEY])


def store_numbers() -> None:
    """Store the numbers in the inputs for missing names."""
    paste = session_record(ExplorerPage).paste
    keys = {name: number_key(paste, index) for index, name in enumerate(paste.missing)}
    paste.give(
        {name: st.session_state[key] for name, key in keys.items() if key in st.session_state}
    )


def pick_schedule() -> None:
    """Store the visitor's choice, and show the missing numbers of this schedule."""
    paste = session_record(ExplorerPage).paste
    paste.pick(st.session_state[PICK_KEY])
    paste.read()


def add_pasted() -> None:
    """Add the pasted schedule. If that is not possible, the text stays in its field."""
    paste = session_record(ExplorerPage).paste
    paste.set_text(st.session_state[TEXT_KEY])
    store_numbers()
    pasted = paste.read()
    if pasted is None:
        return
    try:
        add_schedule(NamedSchedule(name=name_of(pasted, paste), schedule=pasted.get()))
    except FieldError as error:
        paste.error, paste.is_question = str(error), False
        return
    paste.set_text("")
    sentence = gettext("Added {schedule}. The editor shows it.", schedule=describe(pasted))
    paste.note = f"{sentence} {pasted.note}".rstrip()
    st.session_state[TEXT_KEY] = ""


def name_of(pasted: PastedSchedule, paste: Paste) -> str:
    """The name of the added schedule. If the text has several schedules, the name is the place in the text."""
    is_one = len(paste.schedules) == 1
    return gettext("Pasted") if is_one else pasted.place[:MAX_NAME_LENGTH]
