"""The page compares the runs of its link, says what is wrong with the link, and offers runs to choose."""

from streamlit.testing.v1 import AppTest

from pages.components import services
from tests.app.comparison.compare_pages import (
    comparison_data,
    notes_on_page,
    open_comparison,
    store_runs,
)
from tests.app.runs.run_pages import open_run
from tests.app.test_unavailable_database import unavailable_database
from tests.compared_runs import HALF, config_of, store_finished_run


def test_page_shows_what_differs_and_what_was_reached(app: AppTest) -> None:
    ids = [
        *store_runs(0, 1),
        store_finished_run(services.run_store(), config_of().dense, accuracy=0.95, size=2_000),
    ]
    open_comparison(app, *ids)
    assert not app.exception
    comparison = comparison_data(app)["comparison"]
    assert [run["id"] for run in comparison["runs"]] == ids
    differing = {row["title"]: row["cells"] for row in comparison["settings"] if row["differs"]}
    assert differing["Seed"] == ["0", "1", "0"]
    assert "Network" not in differing
    assert comparison["groups"][0]["members"] == [0, 1]
    assert comparison["groups"][0]["accuracy"] == {"mean": 0.9, "low": 0.9, "high": 0.9}
    assert comparison["groups"][1]["accuracy"]["low"] is None
    assert comparison["fronts"]["bytes"]["runs"] == [0, 1, 2]
    assert comparison["fronts"]["sparsity"]["groups"] == [1]
    assert app.query_params["runs"] == ",".join(ids)


def test_problems_of_the_link_are_named_and_the_other_runs_are_shown(app: AppTest) -> None:
    known = store_runs(0)[0]
    stopped = services.run_store().create(config_of(seed=3))
    services.run_store().request_stop(stopped)
    deleted = services.run_store().create(config_of(seed=4), key="secret")
    services.run_store().request_stop(deleted)
    services.run_store().delete_run(deleted, key="secret")
    open_comparison(app, known, known, "0000", stopped, deleted, "<b>" * 40)
    assert not app.exception
    assert [run["id"] for run in comparison_data(app)["comparison"]["runs"]] == [known, stopped]
    notes = "\n".join(notes_on_page(app))
    assert "more than once" in notes
    assert "is not the id of a run" in notes
    assert "There is no run 0000" in notes
    assert f"Run {deleted} was deleted" in notes
    assert "Run 2 was stopped after step 0" in notes


def test_page_without_runs_says_how_to_choose_and_compares_the_chosen_runs(app: AppTest) -> None:
    ids = store_runs(0, 1, 2)
    open_comparison(app)
    assert any("Choose runs here" in text.value for text in app.markdown)
    assert not app.get("bidi_component")
    app.multiselect[0].set_value(ids[:2])
    next(button for button in app.button if button.label == "Compare").click().run()
    assert [run["id"] for run in comparison_data(app)["comparison"]["runs"]] == ids[:2]
    assert app.multiselect[0].value == ids[:2]


def test_link_without_any_known_run_says_so(app: AppTest) -> None:
    store_runs(0, 1)
    open_comparison(app, "0000", "1111")
    assert [warning.value.split(" on this")[0] for warning in app.warning] == [
        "There is no run 0000",
        "There is no run 1111",
    ]
    assert app.multiselect


def test_one_run_is_shown_with_the_advice_to_choose_another(app: AppTest) -> None:
    open_comparison(app, *store_runs(0))
    assert any("choose at least one more" in text.value for text in app.markdown)
    assert comparison_data(app)["comparison"]["runs"]


def test_empty_server_says_where_runs_start(app: AppTest) -> None:
    open_comparison(app)
    assert any("start runs on the page Train" in info.value for info in app.info)


def test_unavailable_database_is_an_error(app: AppTest) -> None:
    ids = store_runs(0, 1)
    open_comparison(app, *ids)
    with unavailable_database():
        app.run()
        assert not app.exception
        assert "run store does not answer" in app.error[0].value


def test_page_of_a_run_leads_to_comparisons_with_its_relatives(app: AppTest) -> None:
    store = services.run_store()
    run_id, other_seed = store_runs(0, 1)
    dense = store_finished_run(store, config_of().dense)
    store_finished_run(store, config_of(schedule=HALF, learning_rate=0.01))
    open_run(app, run_id)
    links = {
        link.proto.label: link.proto.query_string
        for link in app.get("page_link")
        if "Compare" in link.proto.label
    }
    assert list(links) == [
        "Compare with the dense baseline",
        "Compare with 1 run of another seed",
        "Compare with other runs",
    ]
    with_baseline, with_seed, alone = links.values()
    assert f"{run_id}%2C{dense}" in with_baseline
    assert f"{run_id}%2C{other_seed}" in with_seed
    assert alone.endswith(run_id)
