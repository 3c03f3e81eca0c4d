"""The calls of other libraries are read: the inverse of the lab's translations."""

import numpy as np
import pytest
from hypothesis import given

from pruning_core import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    read_schedule,
    read_schedules,
)
from pruning_core.dialects import Translation, translate_for
from pruning_core.errors import ScheduleError
from tests.unit.dialects.schedules import ONE_EPOCH, decay, plans, short_schedules, translations

AFTER_THE_END = np.array([10_000])


def read_back(name: str, schedule: Schedule, *, steps_per_epoch: int = 192) -> Schedule:
    """The schedule that the lab's own code for a library describes."""
    translation = translate_for(name, schedule, ONE_EPOCH)
    assert isinstance(translation, Translation)
    return read_schedule(translation.configuration, {"steps_per_epoch": steps_per_epoch})


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("jaxpruner", decay()),
        ("jaxpruner", decay(power=2, frequency=7)),
        ("jaxpruner", ConstantSparsity(target_sparsity=0.5, begin_step=38, end_step=120)),
        ("torch_ao", decay(initial_sparsity=0.2, frequency=1)),
        ("nni", decay(begin_step=0, end_step=190, frequency=10)),
        ("nni", decay(begin_step=0, end_step=190, frequency=10, power=1)),
        ("sparseml", decay(initial_sparsity=0.1, begin_step=40, end_step=140, frequency=20)),
        ("sparseml", decay(begin_step=10, end_step=90, power=1 / 3)),
        ("intel", decay(begin_step=38, end_step=188, power=1, frequency=50)),
        ("coreai", decay(begin_step=38, end_step=188, frequency=50)),
        ("coreai", ConstantSparsity(target_sparsity=0.5, begin_step=38, end_step=38)),
    ],
)
def test_schedule_that_a_library_can_express_is_read_back_unchanged(
    name: str, schedule: Schedule
) -> None:
    assert read_back(name, schedule) == schedule


@pytest.mark.parametrize("curve", ["exp", "cos", "cube", "linear"])
@pytest.mark.parametrize("end", [45, 4000])
def test_curves_of_neural_compressor_become_curves_with_the_same_updates(
    curve: str, end: int
) -> None:
    text = f"WeightPruningConfig([{{'start_step': 4}}], target_sparsity=0.8, end_step={end}, "
    text += f"pruning_frequency=10, sparsity_decay_type={curve!r})"
    schedule = read_schedule(text)
    steps = np.arange(5, end + 2, 10)
    progress = np.arange(steps.size) / (steps.size - 1)
    expected = {
        "exp": 1 - 0.2**progress,
        "cos": 0.8 * (1 - np.cos(progress * np.pi / 2)),
        "cube": 0.8 * progress**3,
        "linear": 0.8 * progress,
    }[curve]
    assert schedule.should_prune(steps).all()
    np.testing.assert_allclose(schedule.sparsity(steps), expected, atol=5e-4)


@given(schedule=short_schedules(), plan=plans())
def test_every_translation_is_read_back_with_the_same_final_sparsity(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    for translation in translations(schedule, plan).values():
        if "LambdaSL" in translation.configuration:
            continue
        answers = {"steps_per_epoch": plan.steps_per_epoch}
        back = read_schedules(translation.configuration, answers)
        assert len(back) == 1
        if back[0].schedule is not None:
            np.testing.assert_allclose(
                back[0].schedule.sparsity(AFTER_THE_END),
                translation.sparsity(AFTER_THE_END),
                atol=1e-6,
            )


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("scheduler = jaxpruner.PolynomialSchedule(10, 0, 100)", ["sparsity"]),
        ("CubicSL(sparsifier, init_t=0, delta_t=1, total_t=9)", ["sparsity_level"]),
        ("AGPPruner(pruner, interval_steps=10, total_times=5)", ["sparse_ratio"]),
        ("GMPruningModifier(0.1, 0.8, 0.0, 10.0, 1.0)", ["steps_per_epoch"]),
        ("WeightPruningConfig(target_sparsity=0.5, end_step=n)", ["n"]),
        ("PolynomialDecaySchedule(total_iters=9)", ["target_sparsity"]),
    ],
)
def test_visitor_is_asked_for_a_number_that_is_missing_from_the_call_of_a_library(
    text: str, missing: list[str]
) -> None:
    with pytest.raises(ScheduleError) as error_info:
        read_schedule(text)
    assert list(error_info.value.missing) == missing


def test_step_of_a_one_shot_schedule_of_jaxpruner_counts_from_0() -> None:
    text = (
        "schedule = jaxpruner.sparsity_schedules.OneShotSchedule(target_step=9)\n"
        "level = functools.partial(sparsity_distributions.uniform, sparsity=0.5)\n"
        "jaxpruner.MagnitudePruning(scheduler=schedule, sparsity_distribution_fn=level)"
    )
    schedule = read_schedule(text)
    assert schedule == ConstantSparsity(target_sparsity=0.5, begin_step=10, end_step=10)
    assert np.flatnonzero(applied_sparsity(schedule, 20))[0] + 1 == 10


def test_formulas_of_a_sparseml_recipe_are_computed() -> None:
    recipe = (
        "num_epochs: 10.0  # of the training\npruning_modifiers:\n  - !GMPruningModifier\n"
        "      params: __ALL_PRUNABLE__\n      init_sparsity: 0.05\n      final_sparsity: 0.8\n"
        "      start_epoch: eval(num_epochs * 0.1)\n      end_epoch: eval(num_epochs * 0.5)\n"
        "      update_frequency: 0.5\n"
    )
    assert read_schedule(recipe, {"steps_per_epoch": 100}) == PolynomialDecay(
        initial_sparsity=0.05, final_sparsity=0.8, begin_step=101, end_step=501, frequency=50
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("LambdaSL(sparsifier, sl_lambda=level)", "runs no pasted code"),
        (
            "WeightPruningConfig(sparsity_decay_type='poly')",
            "must be one of exp, linear, cos, cube",
        ),
        ("MagnitudePruning(scheduler=make())", "the scheduler of MagnitudePruning is not in"),
        ("CubicSL(WeightNormSparsifier(0.5), init_t='a')", "init_t must be a whole number"),
        ("AGPPruner(LevelPruner(m, [{'sparsity': 0.5}]), 1e300, 2)", "interval_steps must be"),
        ("GMPruningModifier(0.1, 0.8, 0, 1e300, 1)", "end_epoch must be at most"),
    ],
)
def test_error_about_an_unreadable_call_of_a_library_has_the_reason(
    text: str, message: str
) -> None:
    with pytest.raises(ScheduleError, match=message):
        read_schedule(text, {"steps_per_epoch": 10})


def test_note_names_the_difference_between_the_library_and_tfmot() -> None:
    [pasted] = read_schedules("GMPruningModifier(0.1, 0.8, 0, 9, 1)", {"steps_per_epoch": 10})
    assert "SparseML" in pasted.note
