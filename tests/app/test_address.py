"""The address of a page follows the state, also if the browser sends an old address."""

from pages.components.session.lab_state import NamedSchedule, defaults
from pages.components.session.visit import Visit
from pruning_core import ConstantSparsity

HALF = NamedSchedule(name="A", schedule=ConstantSparsity(target_sparsity=0.5, begin_step=0))


def test_address_without_a_change_is_not_written_again() -> None:
    visit = Visit(state=defaults("digits"))
    address = visit.new_address({}, {})
    assert address is not None
    assert visit.new_address(address, {}) is None


def test_changed_link_is_written_even_if_the_browser_seems_to_show_it() -> None:
    visit = Visit(state=defaults("digits"))
    first = visit.new_address({}, {})
    visit.edit_schedules((HALF,), selected=0)
    second = visit.new_address(first or {}, {})
    visit.edit_schedules(defaults("digits").schedules, selected=0)  # undone at once
    assert second != first
    assert visit.new_address(first or {}, {}) == first  # the browser has not shown the second yet


def test_parameters_of_the_page_are_part_of_its_address() -> None:
    visit = Visit(state=defaults("digits"))
    address = visit.new_address({}, {"run": "abc"})
    assert address is not None
    assert address["run"] == "abc"
    assert visit.new_address(address, {}) == {k: v for k, v in address.items() if k != "run"}
