"""The CSV files have all numbers of a comparison, with all their digits."""

import csv
import io

from pruning_core.comparison.files.csv_tables import CURVE_COLUMNS, curves_csv, runs_csv
from pruning_core.comparison.loading import load_comparison
from pruning_core.runs.run import StoredEvent
from pruning_core.store.store import RunStore
from tests.compared_runs import DECAY, config_of, store_finished_run


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(text)))


def test_each_run_is_a_row_with_its_settings_and_results(store: RunStore) -> None:
    accuracy = 0.7472222447395325
    ids = [
        store_finished_run(store, config_of(), accuracy=accuracy),
        store_finished_run(store, config_of(seed=5), size=2_345),
        store_finished_run(store, config_of(schedule=DECAY)),
    ]
    comparison = load_comparison(store, ",".join(ids)).comparison
    assert comparison is not None
    rows = rows_of(runs_csv(comparison))
    assert [row["run"] for row in rows] == ids
    assert [row["group"] for row in rows] == ["1", "1", "2"]
    assert [row["seed"] for row in rows] == ["0", "5", "0"]
    assert float(rows[0]["test_accuracy"]) == accuracy
    assert rows[1]["zipped_h5_bytes"] == "2345"
    assert rows[0]["final_sparsity"] == ""
    assert rows[2]["final_sparsity"] == "0.8"
    assert rows[0]["learning_rate"] == "0.001"


def test_each_step_of_each_run_is_a_row(store: RunStore) -> None:
    config = config_of()
    ids = [store_finished_run(store, config), store_finished_run(store, config.dense)]
    comparison = load_comparison(store, ",".join(ids)).comparison
    assert comparison is not None

    def read_events(run_id: str) -> list[StoredEvent]:
        return store.events_after(run_id, 0)

    rows = rows_of("".join(curves_csv(comparison, read_events)))
    total = config.plan.total_steps
    assert tuple(rows[0]) == CURVE_COLUMNS
    assert [row["run"] for row in rows] == [ids[0]] * total + [ids[1]] * total
    assert [row["step"] for row in rows[:total]] == [str(step) for step in range(1, total + 1)]
    assert float(rows[2]["loss"]) == 2.3 / 3
    assert [row["epoch"] for row in rows[6:9]] == ["1", "1", "2"]
    assert [row["validation_accuracy"] for row in rows[6:9]] == ["", "0.2", ""]
    assert [row["measured_sparsity"] for row in rows[:2]] == ["0.0", "0.5"]
    assert {row["measured_sparsity"] for row in rows[total:]} == {"0.0"}
