"""A fixture for the tests of pages about experiments: no run trains, so the states of runs change only by hand."""

import pytest

from pages.components import services


@pytest.fixture(autouse=True)
def engine_is_closed(fresh_services: None) -> None:
    """Close the engine before the test."""
    services.engine().close()
