"""Any JSON is read as an event and written back unchanged, or it raises an EventError."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.errors import EventError
from pruning_core.runs.events.event_json import EVENTS_BY_KIND, event_from_json, event_to_json
from tests.unit.runs.test_recorded_runs import RECORDED_EVENTS

WRONG_VALUES: list[Any] = [
    None, True, -1, 0.5, 1e400, float("nan"), 10**400, 2**53, "", "x", "\udcff\0", "x" * 20_000,
    [], [None], [[]], [0] * 10_001, {}, {"a": 1}, {"layer": "dense"}, [{}],
]  # fmt: skip
"""Values that most fields reject."""
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([*EVENTS_BY_KIND, "kind", "step", "kernels", "reason"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("kind"), inner),
    max_leaves=8,
)
DEPENDENT_FIELDS = {
    "masks_measured": RECORDED_EVENTS["masks_measured"].keys(),
    "weights_measured": {"histograms", "pictures"},
}
"""Fields that depend on each other. Damage in one field can be reported for another field."""

Path = tuple[str | int, ...]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """The path to each value within a JSON value, but only to the first value of a list."""
    if path:
        yield path
    match value:
        case dict():
            for name, part in value.items():
                yield from paths(part, (*path, name))
        case [first, *_]:
            yield from paths(first, (*path, 0))
        case _:
            pass


def replace_at(value: Any, path: Path, new: object) -> Any:  # noqa: ANN401  (JSON)
    """Replace the value at a path in a JSON value."""
    first, *rest = path
    copy = value.copy()
    copy[first] = replace_at(value[first], tuple(rest), new) if rest else new
    return copy


def check_reading_and_writing(value: Any) -> None:  # noqa: ANN401  (JSON)
    """Check that an event is written back as it was read. An omitted message is written as an empty one."""
    event = event_from_json(json.dumps(value))
    assert json.loads(event_to_json(event)) in (value, {**value, "message": ""})


def test_every_kind_of_event_is_tested_with_damage() -> None:
    assert RECORDED_EVENTS.keys() == EVENTS_BY_KIND.keys()


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (kind, path)
        for kind in RECORDED_EVENTS
        for path in paths(RECORDED_EVENTS[kind])
        if path[0] != "kind"
    ],
    ids=str,
)
def test_error_names_the_damaged_field_unless_the_event_is_still_valid(
    kind: str, path: Path
) -> None:
    for value in WRONG_VALUES:
        try:
            check_reading_and_writing(replace_at(RECORDED_EVENTS[kind], path, value))
        except EventError as error:
            top_field = error.field.partition(".")[0]
            assert top_field == path[0] or top_field in DEPENDENT_FIELDS[kind]
            assert error.field in str(error)
            assert str(error).startswith(f"{kind}: ")
            assert len(str(error)) < 500


@given(value=JSON, kind=st.none() | st.sampled_from(list(EVENTS_BY_KIND)))
def test_any_json_is_an_event_or_an_event_error(value: Any, kind: str | None) -> None:  # noqa: ANN401  (JSON)
    if kind is not None and isinstance(value, dict):
        value = {"kind": kind, **value}
    try:
        check_reading_and_writing(value)
    except EventError as error:
        assert error.field
        assert str(error)


@given(data=st.data(), kind=st.sampled_from(list(EVENTS_BY_KIND)))
def test_any_damage_gives_another_event_or_an_event_error(data: st.DataObject, kind: str) -> None:
    path = data.draw(st.sampled_from([*paths(RECORDED_EVENTS[kind])]))
    try:
        check_reading_and_writing(replace_at(RECORDED_EVENTS[kind], path, data.draw(JSON)))
    except EventError as error:
        assert error.field
        assert str(error)


@given(text=st.text() | st.binary().map(lambda content: content.decode("latin-1")))
def test_any_text_is_an_event_or_an_event_error(text: str) -> None:
    with pytest.raises(EventError):
        event_from_json(text)
