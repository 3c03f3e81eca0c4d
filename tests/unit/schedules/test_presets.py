"""Presets are valid for every length, and have the published numbers at the published length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core import ConstantSparsity, PolynomialDecay
from pruning_core.errors import PlanError
from pruning_core.prediction.summary import summarise
from pruning_core.runs.article import article_run
from pruning_core.schedules.presets import PRESETS


@given(name=st.sampled_from(sorted(PRESETS)), total=st.integers(2, 10**9))
def test_preset_is_valid_for_every_length_of_training(name: str, total: int) -> None:
    schedule = PRESETS[name].schedule(total)
    assert schedule.begin_step <= total


@pytest.mark.parametrize(
    ("name", "schedule_class"),
    [("article-constant", ConstantSparsity), ("article-polynomial", PolynomialDecay)],
)
def test_presets_of_the_article_equal_the_schedules_of_its_run(
    name: str, schedule_class: type[ConstantSparsity | PolynomialDecay]
) -> None:
    assert PRESETS[name].schedule(5_760) == article_run(schedule_class=schedule_class).schedule


def test_preset_of_gale_has_the_steps_of_the_published_checkpoint() -> None:
    schedule = PRESETS["gale-resnet50"].schedule(128_000)
    assert (schedule.begin_step, schedule.end_step, schedule.frequency) == (40_000, 76_000, 2_000)


@pytest.mark.parametrize("total", [200, 384, 5_760])
def test_trap_has_a_target_of_90_percent_and_reaches_79(total: int) -> None:
    summary = summarise(PRESETS["trap"].schedule(total), total)
    assert summary.target == 0.9
    assert summary.reached == pytest.approx(0.79, abs=0.01)


def test_one_shot_prunes_once() -> None:
    assert summarise(PRESETS["han-one-shot"].schedule(384), 384).updates == 1


def test_training_of_one_step_is_refused() -> None:
    with pytest.raises(PlanError, match="total_steps must be at least 2"):
        PRESETS["zhu-gupta"].schedule(1)
