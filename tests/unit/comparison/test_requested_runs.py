"""A link may name any text: everything that cannot be a run is left out, and a sentence says so."""

from hypothesis import given
from hypothesis import strategies as st

from pruning_core.comparison.loading import load_comparison
from pruning_core.comparison.requested_runs import MAX_RUNS, read_run_ids
from pruning_core.store.store import RunStore
from tests.compared_runs import config_of, store_finished_run


@given(st.text())
def test_any_text_gives_different_ids_and_short_sentences(text: str) -> None:
    requested = read_run_ids(text)
    assert len(set(requested.ids)) == len(requested.ids) <= MAX_RUNS
    assert all(run_id.strip() == run_id and run_id for run_id in requested.ids)
    assert all(len(problem) < 300 and problem.isprintable() for problem in requested.problems)


def test_ids_keep_their_order_and_a_repeated_id_is_named() -> None:
    requested = read_run_ids("b,a,b,,c,a")
    assert requested.ids == ("b", "a", "c")
    assert requested.problems == ("The link names 2 runs more than once: each is shown once.",)


def test_ten_thousand_ids_are_cut_to_the_first_fifty() -> None:
    requested = read_run_ids(",".join(f"{number:016x}" for number in range(10_000)))
    assert requested.ids == tuple(f"{number:016x}" for number in range(MAX_RUNS))
    (problem,) = requested.problems
    assert "10,000 runs" in problem


def test_hostile_texts_are_not_ids() -> None:
    hostile = ["<script>alert(1)</script>" * 9, "\u202e1f3a", "a\x00b"]
    requested = read_run_ids(",".join([*hostile, "1f3a"]))
    assert requested.ids == ("1f3a",)
    (problem,) = requested.problems
    assert problem.startswith("3 texts in the link are not ids of runs")


def test_unknown_run_is_named_and_the_others_are_compared(store: RunStore) -> None:
    known = store_finished_run(store, config_of())
    loaded = load_comparison(store, f"0000,{known},a' OR 1=1")
    assert loaded.comparison is not None
    assert [run.id for run in loaded.comparison.runs] == [known]
    first, second = loaded.missing
    assert first.startswith("There is no run 0000 on this server")
    assert second.startswith("There is no run a' OR 1=1 on this server")


def test_link_without_any_run_gives_no_comparison(store: RunStore) -> None:
    assert load_comparison(store, "").comparison is None
    assert load_comparison(store, "0000").comparison is None
