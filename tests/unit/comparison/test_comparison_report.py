"""The report of a comparison is one page with its tables and charts, and without any script."""

import pytest

from pruning_core.comparison.comparison import Comparison
from pruning_core.comparison.files.report import comparison_report
from pruning_core.comparison.loading import load_comparison
from pruning_core.errors import FieldError
from pruning_core.runs.events.kinds import RunStopped
from pruning_core.runs.run import StoredEvent
from pruning_core.store.store import RunStore
from tests.compared_runs import DECAY, config_of, store_finished_run
from tests.report_pages import Page

HOSTILE_NAME = '<script>alert("1")</script>'
CURVES, POINT_CHARTS = 4, 2


def comparison_of(store: RunStore, *run_ids: str) -> Comparison:
    """The comparison of stored runs."""
    comparison = load_comparison(store, ",".join(run_ids)).comparison
    assert comparison is not None
    return comparison


def report_of(store: RunStore, *run_ids: str, link: str | None = None) -> str:
    """The report as HTML."""

    def read_events(run_id: str) -> list[StoredEvent]:
        return store.events_after(run_id, 0)

    return comparison_report(comparison_of(store, *run_ids), read_events, link=link)


def test_report_has_differences_means_curves_and_fronts(store: RunStore) -> None:
    ids = [
        store_finished_run(store, config_of(schedule=DECAY), accuracy=0.9),
        store_finished_run(store, config_of(schedule=DECAY, seed=1), accuracy=0.92),
        store_finished_run(store, config_of().dense, accuracy=0.95, size=2_000),
    ]
    link = f"https://lab.example/compare?runs={','.join(ids)}"
    page = Page(report_of(store, *ids, link=link))
    for expected in (
        "Comparison of 3 runs",
        "1 · PolynomialDecay, Seed 0",
        "91.00\u00a0%",
        "78.29\u00a0% to 103.71\u00a0%",  # scipy.stats.t.interval(0.95, 1, 0.91, 0.01)
        "none for one run",
        "Validation accuracy",
        "Pareto front",
        "UCI Machine Learning Repository",
        link,
    ):
        assert expected in page.text, expected
    assert len(page.all("figure")) == CURVES + POINT_CHARTS
    assert page.all("script") == []
    assert len(page.all("h1")) == 1


def test_names_of_visitors_are_text_and_a_run_without_results_is_named(store: RunStore) -> None:
    stopped = store.create(config_of(), name=HOSTILE_NAME)
    store.claim(stopped, "worker")
    store.append(stopped, "worker", [RunStopped(step=0)])
    html = report_of(store, stopped)
    page = Page(html)
    assert page.all("script") == []
    assert HOSTILE_NAME in page.text
    assert "Run 1 was stopped after step 0 of 32" in page.text
    assert page.all("figure") == []


def test_link_that_is_no_web_address_is_refused(store: RunStore) -> None:
    run_id = store_finished_run(store, config_of())
    with pytest.raises(FieldError, match="link"):
        report_of(store, run_id, link="javascript:alert(1)")


def test_fifty_runs_have_fifty_different_lines(store: RunStore) -> None:
    ids = [store_finished_run(store, config_of(seed=seed)) for seed in range(50)]
    page = Page(report_of(store, *ids))
    keys = [path["class"] for path in page.all("path") if path.get("d") == "M1 4H23"]
    assert len(set(keys[:50])) == 50
