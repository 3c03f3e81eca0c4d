"""The findings of a schedule as a list: their order, the time to compute them, and refused lengths of training."""

import pytest

from pruning_core import LayerTable, Schedule, diagnose, propose
from pruning_core.diagnosis import WHY, Code
from pruning_core.errors import PlanError
from pruning_core.kernels import Kernel
from pruning_core.networks import ARTICLE_CONVNET
from tests.strategies import LONG_TRAINING
from tests.unit.diagnosis.schedules import constant, curve, decay


def test_the_fix_leaves_the_smallest_kernel_two_weights() -> None:
    (finding,) = diagnose(decay(final_sparsity=0.999), 1200, ARTICLE_CONVNET)
    assert finding.fix == decay(final_sparsity=0.993)
    assert diagnose(finding.fix, 1200, ARTICLE_CONVNET) == ()


def test_a_network_may_be_a_layer_table() -> None:
    table = LayerTable.read("gate: 3x4\nlstm: 64x256\ndense: 20x11")
    (finding,) = diagnose(decay(final_sparsity=0.9), 1200, table)
    assert finding.code == "one_weight_left"
    assert "gate (of 12)" in finding.message
    assert propose(0.9, 1200, table).dense_layers == ("gate",)


def test_the_most_severe_finding_comes_first() -> None:
    findings = diagnose(decay(begin_step=0, end_step=199, power=1), 200)
    assert [finding.severity for finding in findings] == ["error", "note"]


def test_a_schedule_with_a_billion_updates_can_be_diagnosed() -> None:
    (finding,) = diagnose(decay(end_step=LONG_TRAINING // 2, power=2.5, frequency=1), LONG_TRAINING)
    assert finding.code == "updates_every_step"
    assert "499,999,901 steps" in finding.message


@pytest.mark.parametrize(
    "schedule",
    [
        decay(begin_step=1, end_step=2**31, power=2.5, frequency=1),
        decay(initial_sparsity=0.9, final_sparsity=0.1, end_step=2**30),
        constant(0.9999),
        curve((1, 0.5, "smooth"), (2**20, 0.1), (2**30, 0.9), frequency=3),
    ],
)
def test_the_longest_training_of_500_layers_can_be_diagnosed(schedule: Schedule) -> None:
    kernels = [Kernel(layer=f"conv{index}", shape=(3, 3, 3, 8 + index)) for index in range(500)]
    findings = diagnose(schedule, 2**31 - 1, kernels, zeros=0.2, earliest_stop=2**20)
    assert findings != ()
    for finding in findings:
        assert (
            finding.fix is None
            or diagnose(finding.fix, 2**31 - 1, kernels, zeros=0.2, earliest_stop=2**20) == ()
        )


@pytest.mark.parametrize("total_steps", [-1, 1.5, True, None, "10", 2**53 + 1])
def test_an_impossible_length_of_training_is_refused(total_steps: int) -> None:
    with pytest.raises(PlanError, match="total_steps"):
        diagnose(decay(), total_steps)


def test_every_code_has_a_title_and_an_explanation() -> None:
    assert list(WHY) == list(Code)
    for text in WHY.values():
        title, explanation = text.split("\n")
        assert title
        assert not title.endswith(".")
        assert explanation.count(". ") >= 1
        assert explanation.endswith(".")
