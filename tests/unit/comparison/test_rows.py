"""A row differs exactly if two runs have different values, and equal cells mean equal values."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pruning_core import KeyframeSchedule
from pruning_core.comparison.rows.results import results_rows
from pruning_core.comparison.rows.row import NO_VALUE, Row, make_row
from pruning_core.comparison.rows.settings import settings_rows
from pruning_core.runs.config import RunConfig
from pruning_core.runs.layers import LayerSchedule
from pruning_core.runs.parameters import PARAMETERS, value_for_people
from pruning_core.schedules.keyframe import Keyframe
from tests.compared_runs import DECAY, HALF, PLAN, config_of, finished_outcome, run_of

VALUES = st.one_of(
    st.none(),
    st.integers(-3, 3),
    st.floats(allow_nan=False),
    st.floats(0.001, 0.0010001),
    st.text(max_size=3),
)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_row_differs_exactly_if_two_values_differ(values: list[str | int | float | None]) -> None:
    row = make_row("a", "A", values, lambda value: str(value)[:4])
    assert row.differs == any(first != other for first in values for other in values)


@given(st.lists(st.none() | st.floats(0.001, 0.0010001), min_size=1, max_size=6))
def test_equal_cells_mean_equal_values(values: list[float | None]) -> None:
    row = make_row("a", "A", values, "{:.5f}".format)
    for value, cell in zip(values, row.cells, strict=True):
        for other_value, other_cell in zip(values, row.cells, strict=True):
            assert (cell == other_cell) == (value == other_value)


def differing(*configs: RunConfig) -> dict[str, tuple[str, ...]]:
    """The cells of the settings that differ, by the name of the row."""
    return {row.name: row.cells for row in settings_rows(configs) if row.differs}


def test_only_changed_settings_differ_and_values_are_spelled_as_in_the_table_of_parameters() -> (
    None
):
    first = config_of(learning_rate=0.001)
    second = config_of(learning_rate=0.01, seed=7)
    assert differing(first, second) == {"seed": ("0", "7"), "learning_rate": ("0.001", "0.01")}
    assert differing(first, first) == {}
    network = PARAMETERS["network"]
    rows = {row.name: row for row in settings_rows([first])}
    assert rows["network"].cells == (value_for_people(network, "mlp"),)


def test_parameter_without_effect_has_no_value() -> None:
    rows = {row.name: row for row in settings_rows([config_of(), config_of(optimizer="sgd")])}
    assert rows["momentum"].cells == (NO_VALUE, "0.9")
    assert "momentum" not in {row.name for row in settings_rows([config_of()])}


def test_schedules_differ_by_title_and_by_their_numbers() -> None:
    cells = differing(config_of(), config_of(schedule=DECAY), config_of().dense)
    assert cells["schedule"][2] == "Dense baseline"
    assert cells["target_sparsity"] == ("50\u00a0%", NO_VALUE, NO_VALUE)
    assert cells["final_sparsity"] == (NO_VALUE, "80\u00a0%", NO_VALUE)
    assert cells["begin_step"] == ("2", "2", NO_VALUE)
    other_end = replace(DECAY, end_step=31)
    assert set(differing(config_of(schedule=DECAY), config_of(schedule=other_end))) == {
        "schedule",
        "end_step",
    }


def test_points_of_a_curve_are_in_one_row() -> None:
    curves = [
        KeyframeSchedule(
            keyframes=[Keyframe(step=0, sparsity=0.1), Keyframe(step=9, sparsity=end)],
            begin_step=0,
        )
        for end in (0.5, 0.6)
    ]
    cells = differing(*(config_of(schedule=curve) for curve in curves))
    assert cells["keyframes"] == ("0: 0.1 linear; 9: 0.5 linear", "0: 0.1 linear; 9: 0.6 linear")


def test_schedules_of_single_layers_are_rows_of_their_own() -> None:
    own = (LayerSchedule(layer="dense_1", schedule=DECAY),)
    cells = differing(
        config_of(network="lenet_300_100"),
        config_of(network="lenet_300_100", layers=own),
        config_of(network="lenet_300_100", layers=(LayerSchedule(layer="dense_1", schedule=None),)),
        config_of(network="mlp"),
    )
    titles = cells["dense_1.schedule"]
    assert titles[0] == "the run's schedule"
    assert titles[1].startswith("PolynomialDecay")
    assert titles[2] == "not pruned"
    assert cells["dense_1.final_sparsity"] == (NO_VALUE, "80\u00a0%", NO_VALUE, NO_VALUE)
    assert "schedule" not in cells


def test_every_parameter_and_every_number_of_a_schedule_has_a_row() -> None:
    configs = [
        config_of(optimizer="sgd", learning_rate_schedule=rate)
        for rate in ("cosine", "exponential", "piecewise")
    ]
    names = {row.name for row in settings_rows(configs)}
    assert set(PARAMETERS) <= names
    assert HALF.get_config()["config"].keys() <= names


def test_results_of_a_run_that_has_not_finished_are_empty() -> None:
    config = config_of()
    runs = [run_of(config), run_of(config, state="running")]
    rows: dict[str, Row] = {
        row.name: row
        for row in results_rows(runs, [finished_outcome(config, accuracy=0.875), None])
    }
    assert rows["test_accuracy"].cells == ("87.50\u00a0%", NO_VALUE)
    assert rows["zipped_h5_bytes"].cells == ("1,000 B", NO_VALUE)
    assert rows["state"].cells == ("finished", "running")
    assert rows["last_step"].values == (PLAN.total_steps, PLAN.total_steps)
