"""The numbers of the pictures are those of the statistics, and the checklist shows what was not measured."""

from dataclasses import fields

import pytest

from pruning_core import PairedComparison
from pruning_core.errors import StatisticsError
from pruning_core.experiments.checklist import QUESTIONS, Measurements, checklist
from pruning_core.experiments.statistics.arm import ArmStatistics
from pruning_core.experiments.statistics.picture import PairPoint, band, pair_picture

A = {seed: 0.99 + seed / 1000 for seed in range(8)}
B = dict.fromkeys(range(1, 9), 0.98)


def test_picture_of_pairs_has_the_interval_of_the_comparison() -> None:
    picture = pair_picture(A, B, comparisons=2)
    comparison = PairedComparison.of_pairs(A, B, comparisons=2)
    assert (picture.low, picture.high) == comparison.interval
    assert picture.difference == comparison.difference
    assert picture.points[0] == PairPoint(seed=1, a=0.991, b=0.98)
    assert len(picture.points) == comparison.n_pairs == 7


def test_picture_of_too_few_pairs_has_no_interval() -> None:
    picture = pair_picture({0: 1.0}, {0: 0.5})
    assert (picture.low, picture.high) == (None, None)
    assert picture.difference == 0.5


def test_band_has_the_interval_of_each_sparsity_in_their_order() -> None:
    points = band({0.9: [0.97, 0.98, 0.96], 0.5: [0.99, 0.98], 0.98: [0.9]})
    assert [point.sparsity for point in points] == [0.5, 0.9, 0.98]
    assert (points[1].low, points[1].high) == ArmStatistics.of([0.97, 0.98, 0.96]).interval
    assert (points[2].low, points[2].high, points[2].n_runs) == (None, None, 1)
    assert points[0].values == (0.99, 0.98)


def test_checklist_asks_for_every_measurement() -> None:
    assert list(QUESTIONS) == [field.name for field in fields(Measurements)]


def test_what_was_not_measured_is_said() -> None:
    items = {item.code: item for item in checklist(Measurements(top_1_accuracy=0.9927, seeds=6))}
    assert items["top_1_accuracy"].answer == "99.27 %"
    assert items["seeds"].answer == "6 runs"
    assert items["measured_speed_up"].answer is None
    assert items["measured_speed_up"].answer_text == "not measured"


def test_every_value_is_shown_in_its_unit() -> None:
    measurements = Measurements(
        network="LeNet-300-100",
        data="MNIST",
        programs="TensorFlow 2.21",
        compression_ratio=8,
        compression_ratios=5,
        theoretical_speed_up=7.25,
        measured_speed_up=0.98,
        top_1_accuracy=0.98,
        top_5_accuracy=1.0,
        dense_accuracy=0.985,
        seeds=1,
        standard_deviation=0.0011,
        random_pruning_accuracy=0.5,
        magnitude_pruning_accuracy=0.98,
        code="https://example.org/code",
    )
    assert [item.answer for item in checklist(measurements)] == [
        "LeNet-300-100", "MNIST", "TensorFlow 2.21", "8 ×", "5", "7.25 ×", "0.98 ×", "98.00 %", "100.00 %",
        "98.50 %", "1 run", "0.11 points", "50.00 %", "98.00 %", "https://example.org/code",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("compression_ratio", 0),
        ("measured_speed_up", float("nan")),
        ("top_1_accuracy", 99.27),
        ("dense_accuracy", -0.1),
        ("seeds", 0),
        ("seeds", 1.5),
        ("standard_deviation", -1),
        ("compression_ratios", "5"),
    ],
)
def test_impossible_measurement_is_refused_with_its_name(field: str, value: object) -> None:
    with pytest.raises(StatisticsError, match=field):
        Measurements(**{field: value})
