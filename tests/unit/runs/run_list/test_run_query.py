"""A query of the list of runs survives in a link, and every invalid part of a link is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.session.link_own_training import OWN_TRAINING_PARAMETERS
from pages.components.session.link_schedules import SCHEDULE_PARAMETERS
from pages.components.session.share_link import STATE_PARAMETERS, TRAINING_PARAMETERS
from pruning_core.errors import RunQueryError
from pruning_core.runs.run_list.link import (
    QUERY_PARAMETERS,
    query_from_parameters,
    query_to_parameters,
)
from pruning_core.runs.run_list.query import RunQuery
from tests.run_queries import queries


@given(query=queries())
def test_query_is_the_same_after_a_link(query: RunQuery) -> None:
    parameters = query_to_parameters(query)
    assert set(parameters) <= set(QUERY_PARAMETERS)
    assert query_from_parameters(parameters, offset=query.offset, limit=query.limit) == query


def test_usual_query_has_no_parameters() -> None:
    assert query_to_parameters(RunQuery()) == {}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("state", "finished,flying", "got 'flying'"),
        ("data", "moon", "mnist"),
        ("net", "resnet", "got 'resnet'"),
        ("kind", "Cosine", "PolynomialDecay"),
        ("sparsity", "0.5", "two dots"),
        ("sparsity", "0.9..0.5", "the smaller one first"),
        ("accuracy", "0..2", "from 0 to 1"),
        ("accuracy", "nan..", "two numbers"),
        ("accuracy", "0..9e-9999999", "two numbers"),
        ("days", "2026-02-30..", "two days"),
        ("days", "..2026-1-1", "two days"),
        ("days", "2026-02-01..2026-01-01", "the earlier one first"),
        ("days", "..9999-12-31", "earlier"),
        ("mine", "no", "remove it"),
        ("sort", "colour", "got 'colour'"),
        ("find", "x" * 10_000, "at most 200 characters, got 10,000"),
        ("tag", "a\u202eb", "U\\+202E at character 2"),
        ("group", "a\x00", "U\\+0000"),
        ("find", "\ud800", "U\\+D800"),
    ],
)
def test_invalid_parameter_is_named_with_the_reason(name: str, text: str, reason: str) -> None:
    with pytest.raises(RunQueryError, match=reason) as caught:
        query_from_parameters({name: text})
    assert caught.value.field == name
    assert str(caught.value).startswith(name)
    assert len(str(caught.value)) < 300


@given(name=st.sampled_from(QUERY_PARAMETERS), text=st.text(max_size=30))
def test_any_text_is_a_query_or_a_named_error(name: str, text: str) -> None:
    try:
        query_from_parameters({name: text})
    except RunQueryError as error:
        assert error.field == name


@pytest.mark.parametrize(("field", "value"), [("offset", -1), ("limit", 0), ("limit", 501)])
def test_parts_of_the_list_have_limits(field: str, value: int) -> None:
    with pytest.raises(RunQueryError, match=field):
        RunQuery(**{field: value})


def test_last_day_is_included() -> None:
    begin, end = query_from_parameters({"days": "2026-01-02..2026-01-02"}).days.seconds
    assert begin is not None
    assert end is not None
    assert end - begin == 24 * 3600
    assert (
        date(2026, 1, 2).isoformat()
        in query_to_parameters(query_from_parameters({"days": "2026-01-02.."}))["days"]
    )


def test_no_parameter_is_also_a_parameter_of_the_links_of_schedules() -> None:
    others = {
        *SCHEDULE_PARAMETERS,
        *TRAINING_PARAMETERS,
        *OWN_TRAINING_PARAMETERS,
        *STATE_PARAMETERS,
    }
    assert not others & {*QUERY_PARAMETERS, "columns"}
