"""The records of a session: a dataclass for all pages, and a dataclass for each page.

When the browser sends a message, Streamlit stops the script of a page and starts it again. It stops
the script only at a call of Streamlit, such as a write to `st.session_state` or to the address. A
change of an attribute of a plain object is not such a call. So the pages read each dataclass from the
session once, and then change only its attributes.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import streamlit as st

from pages.components import services
from pages.components.session.lab_state import (
    LabState,
    NamedSchedule,
    defaults,
    move_layers,
    move_own_layers,
)
from pages.components.session.layer_plan import LayerPlan
from pages.components.session.paste import Paste
from pages.components.session.share_link import read_link, write_link
from pruning_core.data.datasets import locate
from pruning_core.diagnosis import Proposal
from pruning_core.errors import FieldError
from pruning_core.plan import TrainingPlan
from pruning_core.plan.own_training import OWN_DEFAULTS
from pruning_core.runs.config import RunConfig
from pruning_core.runs.parameters import Values

MAX_REPLACED_LINKS = 20
MAX_BROWSER_DELAY_SECONDS = 1.5

Link = dict[str, str]


def initial_state() -> LabState:
    """Return the state at the start of a visit, with a data set that is on this machine."""
    return defaults("digits" if locate("mnist", services.dataset_paths()) is None else "mnist")


@dataclass(slots=True)
class Visit:
    """The record of a visit that all pages share.

    Attributes:
        state: The schedules and the training of the visitor.
        training_edition: A number that grows when a link, a preset or a copy changes the training, but not when
            an input changes the training. The page then makes new inputs.
        link_problems: The problems of the last link. The next change removes them.
        written_link: The last link that this session wrote or read.
        replaced_links: Links that this session has replaced, each with the time of its replacement.
        has_changed: Whether the visitor changed the state since the script of the page last ran.
    """

    state: LabState = field(default_factory=initial_state)
    training_edition: int = 0
    link_problems: list[str] = field(default_factory=list)
    written_link: Link | None = None
    replaced_links: list[tuple[Link, float]] = field(default_factory=list)
    has_changed: bool = False

    def edit_schedules(self, schedules: tuple[NamedSchedule, ...], *, selected: int) -> None:
        """Store schedules. Every editor then shows them."""
        self.state = replace(
            self.state,
            schedules=schedules,
            selected=selected,
            layers=move_layers(self.state, schedules),
            own_layers=move_own_layers(self.state, schedules),
        )
        self.has_changed = True
        self.link_problems = []

    def edit_training(self, values: Values) -> None:
        """Store values of the training that the inputs already show."""
        self.state = replace(self.state, training={**self.state.training, **values})
        self.has_changed = True

    def show_training(self, values: Values) -> None:
        """Store values of the training, and make its inputs show them. Call it before the inputs are drawn."""
        self.edit_training(values)
        self.training_edition += 1

    def edit_own_training(self, values: Values) -> None:
        """Store values of the visitor's own training that the inputs already show."""
        own_training = {**OWN_DEFAULTS, **self.state.own_training, **values}
        self.state = replace(self.state, own_training=own_training)
        self.has_changed = True

    def plan_own(self, *, plans_own: bool) -> None:
        """Store whether the explorer plans the visitor's own training or a training of the lab."""
        self.state = replace(self.state, plans_own=plans_own)
        self.has_changed = True

    def set_layers(self, layers: Mapping[str, int | None], sparsities: Mapping[str, float]) -> None:
        """Store which schedule each layer of the lab's network uses, and the layers' own final sparsities."""
        self.state = replace(self.state, layers=layers, layer_sparsities=sparsities)
        self.has_changed = True

    def set_own_layers(self, own_layers: LayerPlan | None, *, shown: bool) -> None:
        """Store the visitor's own network, and whether the explorer shows it."""
        if own_layers is not None:
            own_layers = own_layers.limit_schedules(len(self.state.schedules))
        self.state = replace(
            self.state, own_layers=own_layers, shows_own_layers=shown, network_in_browser=""
        )
        self.has_changed = True

    def set_facts(self, *, earliest_stop: int | None, zeros: float) -> None:
        """Store the facts for findings that are not in the plan."""
        self.state = replace(self.state, earliest_stop=earliest_stop, zeros=zeros)
        self.has_changed = True

    def show(self, state: LabState) -> None:
        """Store a complete state, and make every input show it."""
        self.edit_schedules(state.schedules, selected=state.selected)
        self.set_facts(earliest_stop=state.earliest_stop, zeros=state.zeros)
        self.set_layers(state.layers, state.layer_sparsities)
        own_layers = None if state.network_in_browser else self.state.own_layers
        self.set_own_layers(state.own_layers or own_layers, shown=state.shows_own_layers)
        self.show_training(state.training)
        self.state = replace(
            self.state,
            own_training=state.own_training,
            plans_own=state.plans_own,
            network_in_browser=state.network_in_browser,
        )

    def read(self, link: Link) -> None:
        """Replace the state by the state of a link, unless this session wrote the link or the link is old."""
        is_late = self.is_late(link)
        if not link or link == self.written_link or is_late:
            return
        state, problems = read_link(link, self.state)
        self.show(state)
        self.link_problems = problems
        self.written_link = link
        self.has_changed = False

    def is_late(self, link: Link) -> bool:
        """Return whether a link is an old address of this session that the browser sent too late.

        A browser sends its address with each action of the visitor, and the address may be out of
        date. So an old address is ignored if it arrives with a change, or shortly after a change. If
        an old address arrives later, the visitor has gone back to it.
        """
        now = time.monotonic()
        has_changed, self.has_changed = self.has_changed, False
        return any(
            old_link == link and (has_changed or now - replaced_at < MAX_BROWSER_DELAY_SECONDS)
            for old_link, replaced_at in self.replaced_links
        )

    def write(self) -> Link:
        """Return the link of the state, and add the last link to `replaced_links`."""
        link = write_link(self.state)
        if self.written_link is not None and self.written_link != link:
            replaced_link = (self.written_link, time.monotonic())
            self.replaced_links = [*self.replaced_links, replaced_link][-MAX_REPLACED_LINKS:]
        self.written_link = link
        return link

    def new_address(self, browser_address: Link, page_parameters: Link) -> Link | None:
        """Return the address that the browser must show, or None if it shows this address already.

        After quick edits, a browser may send an address that it replaces immediately afterwards. So a
        changed link is always written, even if the address from the browser already contains it.
        """
        last_link = self.written_link
        link = self.write()
        address = {**page_parameters, **link}
        return None if link == last_link and browser_address == address else address


@dataclass(slots=True)
class ExplorerPage:
    """The explorer's record in a session.

    Attributes:
        was_drawn: Whether the browser of the visitor has drawn the page before.
        last_valid_plan: The last valid plan. The page shows it while an input has an invalid value.
        last_valid_run: The last run of the lab with valid values, which scripts train.
        preset_error: The reason why the selected preset was not added. The page shows it once.
        proposal: The schedule that the lab proposed last, with its reasons, or None.
        proposal_error: The reason why no schedule was proposed. The page shows it once.
        paste: The pasted text, the schedules in the text, and the visitor's numbers for missing names.
    """

    was_drawn: bool = False
    last_valid_plan: TrainingPlan | None = None
    last_valid_run: RunConfig | None = None
    preset_error: str = ""
    proposal: Proposal | None = None
    proposal_error: str = ""
    paste: Paste = field(default_factory=Paste)

    def store_if_valid(self, state: LabState) -> FieldError | None:
        """Store the plan and the run of a state. If the plan to show is invalid, return the error instead.

        While the visitor plans an own training, the run of the lab may be invalid: the train page shows the error.
        """
        problem: FieldError | None = None
        try:
            self.last_valid_run = state.run
        except FieldError as error:
            problem = error
        if state.plans_own or problem is None:
            try:
                self.last_valid_plan, problem = state.plan, None
            except FieldError as error:
                problem = error
        return problem


Record = TypeVar("Record")


def session_record(kind: type[Record]) -> Record:
    """Return the instance of a dataclass in this session. The first call makes the instance."""
    if kind.__name__ not in st.session_state:
        st.session_state[kind.__name__] = kind()
    instance: Record = st.session_state[kind.__name__]
    return instance


def current_visit() -> Visit:
    """The record of this visit that all pages share."""
    return session_record(Visit)


def sync_from_url(*, page_parameters: Sequence[str] = ()) -> None:
    """Read the link in the address. Call it before the first widget of the page.

    Args:
        page_parameters: The query parameters of this page, which are not part of the link.
    """
    current_visit().read(
        {name: st.query_params[name] for name in st.query_params if name not in page_parameters}
    )


def sync_to_url(**page_parameters: str) -> None:
    """Write the state, and the page's own parameters, to the address."""
    address = current_visit().new_address(st.query_params.to_dict(), page_parameters)
    if address is not None:
        st.query_params.from_dict(address)


def sync_changes_to_url(**page_parameters: str) -> None:
    """Write the page's own parameters to the address, and the state only if the visitor has changed it.

    So the address of a run stays short for visitors who only watch the run.
    """
    if current_visit().state != initial_state():
        sync_to_url(**page_parameters)
    elif st.query_params.to_dict() != page_parameters:
        st.query_params.from_dict(page_parameters)
