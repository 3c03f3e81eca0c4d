"""Laws of translations, which are true for every schedule and every plan."""

import ast
from dataclasses import asdict

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from pruning_core import (
    ConstantSparsity,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.dialects import DIALECTS, Translation, translate
from pruning_core.dialects.intent import intent_of
from tests.strategies import schedules, sparsities
from tests.unit.dialects.schedules import (
    ARTICLE_PLAN,
    DIALECTS_WITH_INITIAL_SPARSITY,
    DIALECTS_WITH_STAIRCASE,
    plans,
    short_schedules,
    translations,
)

DIALECTS_THAT_STOP = [name for name in DIALECTS if name != "torch_ao"]


@given(schedules(), plans())
def test_every_schedule_gets_one_result_for_each_dialect_in_order(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    answers = translate(schedule, plan)
    assert [answer.library for answer in answers] == [
        dialect.library for dialect in DIALECTS.values()
    ]


@given(short_schedules(), plans())
def test_every_library_schedules_the_final_sparsity_at_the_end_of_the_window(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    # Where steps count from 0, a window of one step is empty.
    assume(intent.end > max(intent.begin, 1))
    for translation in translations(schedule, plan).values():
        assert translation.sparsity([intent.end]) == pytest.approx([intent.final], abs=1e-6)


@given(short_schedules(), plans())
def test_a_decay_has_the_initial_sparsity_or_zero_at_its_first_step(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    if intent.is_constant or intent.begin == 0:
        return
    by_dialect = translations(schedule, plan)
    for name in by_dialect.keys() & set(DIALECTS_WITH_INITIAL_SPARSITY):
        assert by_dialect[name].sparsity([intent.begin]) == pytest.approx(
            [intent.initial], abs=1e-6
        )
    for name in ("jaxpruner", "nni"):
        if name in by_dialect:
            assert by_dialect[name].sparsity([intent.begin]) == [0.0]


@given(short_schedules(), plans())
def test_sparsity_only_rises_or_only_falls(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    steps = np.arange(max(intent.begin, 1), intent.end + 10)
    for translation in translations(schedule, plan).values():
        scheduled = translation.sparsity(steps)
        assert scheduled.dtype == np.float32
        assert scheduled.shape == steps.shape
        assert (scheduled >= 0).all()
        assert (scheduled <= 1).all()
        changes = np.diff(scheduled)
        assert ((changes <= 0) if intent.falls else (changes >= 0)).all()


@given(short_schedules(), plans())
def test_masks_change_after_the_window_only_in_torch(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    for name, translation in translations(schedule, plan).items():
        steps = translation.update_steps(plan.total_steps)
        assert steps.dtype == np.int64
        assert (np.diff(steps) > 0).all()
        assert (steps >= max(intent.begin, 1)).all()
        assert (steps <= plan.total_steps).all()
        if name in DIALECTS_THAT_STOP:  # if steps count from 0, the window ends one step later
            assert (steps <= max(intent.end + 1, intent.first_update)).all()


@given(short_schedules(), plans())
def test_masks_have_the_scheduled_sparsity_at_each_update(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    for translation in translations(schedule, plan).values():
        staircase = translation.staircase(plan.total_steps)
        np.testing.assert_array_equal(staircase.steps, translation.update_steps(plan.total_steps))
        np.testing.assert_array_equal(staircase.sparsity, translation.sparsity(staircase.steps))


@given(short_schedules(), plans())
def test_a_library_that_counts_updates_keeps_its_sparsity_between_two_updates(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    by_dialect = translations(schedule, plan)
    for name in set(DIALECTS_WITH_STAIRCASE) & by_dialect.keys():
        staircase = by_dialect[name].staircase(plan.total_steps)
        steps_before_updates = staircase.steps[1:] - 1
        np.testing.assert_array_equal(
            by_dialect[name].sparsity(steps_before_updates), staircase.sparsity[:-1]
        )


@given(st.integers(1, 300), st.integers(1, 200), sparsities(), sparsities(), st.integers(1, 120))
def test_libraries_with_a_cubic_curve_use_the_same_curve(
    begin_step: int, length: int, initial: float, final: float, frequency: int
) -> None:
    schedule = PolynomialDecay(
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=begin_step,
        end_step=begin_step + length,
        frequency=frequency,
    )
    steps = np.arange(begin_step, begin_step + length + 10)
    by_dialect = translations(schedule, ARTICLE_PLAN)
    curves = set(DIALECTS_WITH_INITIAL_SPARSITY) - set(DIALECTS_WITH_STAIRCASE)
    for name in by_dialect.keys() & curves:
        np.testing.assert_allclose(
            by_dialect[name].sparsity(steps), schedule.sparsity(steps), atol=1e-6
        )


@given(st.integers(1, 300), st.integers(1, 9), sparsities(), sparsities(), st.integers(1, 40))
def test_coreai_and_tfmot_have_the_same_masks_if_the_window_has_whole_periods(
    begin_step: int, periods: int, initial: float, final: float, frequency: int
) -> None:
    schedule = PolynomialDecay(
        initial_sparsity=initial,
        final_sparsity=final,
        begin_step=begin_step,
        end_step=begin_step + periods * frequency,
        power=2,
        frequency=frequency,
    )
    coreai = translations(schedule, ARTICLE_PLAN)["coreai"]
    steps = update_steps(schedule, ARTICLE_PLAN.total_steps)
    np.testing.assert_allclose(coreai.sparsity(steps), schedule.sparsity(steps), atol=1e-6)
    assert set(coreai.update_steps(ARTICLE_PLAN.total_steps)) <= set(steps)


@given(short_schedules(), plans())
def test_a_difference_is_one_sentence(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    for answer in translate(schedule, plan):
        text = answer.difference if isinstance(answer, Translation) else answer.reason
        assert text[0].isupper()
        assert text.endswith(".")
        assert ". " not in text
        assert "\n" not in text


@given(short_schedules(), plans())
def test_a_library_is_called_the_same_as_tfmot_only_if_its_masks_are_the_same(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    total = plan.total_steps
    for translation in translations(schedule, plan).values():
        if translation.difference.startswith("It does what tfmot does"):
            steps = translation.update_steps(total)
            tfmot_steps = update_steps(schedule, total)
            np.testing.assert_array_equal(
                steps[translation.sparsity(steps) > 0],
                tfmot_steps[schedule.sparsity(tfmot_steps) > 0],
            )
            n_updates = np.searchsorted(steps, np.arange(1, total + 1), side="right")
            np.testing.assert_allclose(
                np.concatenate([[0.0], translation.sparsity(steps)])[n_updates],
                applied_sparsity(schedule, total),
                atol=1e-4,
            )


@given(schedules(), plans())
def test_python_code_compiles_and_has_the_numbers_of_the_schedule(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    for translation in translations(schedule, plan).values():
        if translation.language == "python":
            tree = ast.parse(translation.configuration)
            compile(tree, "configuration", "exec")
            numbers = asdict(translation.schedule)
            for node in ast.walk(tree):
                if isinstance(node, ast.keyword) and node.arg in numbers:
                    assert ast.literal_eval(node.value) == numbers[node.arg]


@given(schedules(), plans())
def test_numbers_read_from_a_recipe_are_exactly_equal(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    for translation in translations(schedule, plan).values():
        if translation.language == "yaml":
            modifiers = read_recipe(translation.configuration)
            assert modifiers["!EpochRangeModifier"]["end_epoch"] == plan.epochs
            values = modifiers["!GMPruningModifier"]
            numbers = asdict(translation.schedule)
            del numbers["steps_per_epoch"]
            assert {name: values[name] for name in numbers} == numbers
            assert type(values["final_sparsity"]) is float


def read_recipe(text: str) -> dict[str, dict[str, object]]:
    """The modifiers of a recipe by their tags. The tags construct no objects."""
    loader = yaml.SafeLoader("")
    ((_, modifiers),) = yaml.compose(text, Loader=yaml.SafeLoader).value
    return {
        modifier.tag: {key.value: loader.construct_object(value) for key, value in modifier.value}
        for modifier in modifiers.value
    }
