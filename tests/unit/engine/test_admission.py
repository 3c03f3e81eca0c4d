"""The operator's limits. A run that exceeds a limit is refused with a message. Other runs are allowed."""

from dataclasses import replace
from pathlib import Path

import pytest

from pruning_core.engine.admission import admit, limits_text
from pruning_core.engine.disk_space import bytes_in
from pruning_core.errors import LimitError
from pruning_core.runs.config import RunConfig
from pruning_core.settings import LIMITS, Limits, read_limits
from pruning_core.store.store import RunStore
from tests.examples import short_run


def test_run_within_the_limits_is_queued(
    store: RunStore, config: RunConfig, tmp_path: Path
) -> None:
    run_id = admit(store, config, limits=Limits(), data_dir=tmp_path, key="k" * 20, visitor="ann")
    assert [run.id for run in store.queued()] == [run_id]
    assert store.controls(run_id, "k" * 20)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(epochs=1), "at most 1 epoch, and this training has 2: lower epochs"),
        (
            Limits(examples=499),
            "at most 499 examples, and this training has 500: lower num_examples",
        ),
        (Limits(disk_megabytes=1), "its operator must free disk space"),
    ],
)
def test_run_that_exceeds_a_limit_is_refused_and_not_queued(
    store: RunStore, tmp_path: Path, limits: Limits, message: str
) -> None:
    (tmp_path / "artifact").write_bytes(bytes(1_500_000))
    with pytest.raises(LimitError, match=message):
        admit(store, short_run(epochs=2), limits=limits, data_dir=tmp_path)
    assert store.queued() == []


def test_run_that_equals_a_limit_is_allowed(store: RunStore, tmp_path: Path) -> None:
    limits = Limits(epochs=2, examples=500, runs_per_visitor=1, queue=1)
    assert admit(store, short_run(epochs=2), limits=limits, data_dir=tmp_path, visitor="ann")


def test_size_of_a_folder_is_the_sum_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(bytes(1000))
    (tmp_path / "c").write_bytes(bytes(10))
    assert bytes_in(tmp_path) == 1010


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_is_in_the_text_for_visitors(name: str) -> None:
    assert "7,654" in limits_text(replace(Limits(), **{name: 7_654}))


@pytest.mark.parametrize(("name", "variable"), LIMITS.items())
def test_every_limit_is_read_from_its_variable(name: str, variable: str) -> None:
    defaults = Limits()
    assert read_limits({}) == defaults
    assert read_limits({variable: "7"}) == replace(defaults, **{name: 7})
