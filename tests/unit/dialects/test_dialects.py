"""The laws of translations: another library's run of the same intent, told truly."""

import ast
from dataclasses import asdict

import numpy as np
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    TrainingPlan,
    applied_sparsity,
    update_steps,
)
from pruning_core.dialects import DIALECTS, Translation, Untranslatable, translate
from pruning_core.dialects.intent import intent_of
from pruning_core.schedules import Keyframe
from tests.strategies import powers, schedules, sparsities

ARTICLE_PLAN = TrainingPlan(num_examples=60000, batch_size=250, epochs=30, validation_split=0.2)
ONE_EPOCH = TrainingPlan(num_examples=60000, batch_size=250, epochs=1, validation_split=0.2)
THAT_REST = [name for name in DIALECTS if name != "torch_ao"]
THAT_BEGIN_ANYWHERE = ["torch_ao", "sparseml"]


def plans() -> st.SearchStrategy[TrainingPlan]:
    return st.builds(
        TrainingPlan,
        num_examples=st.integers(1, 100),
        batch_size=st.integers(1, 5),
        epochs=st.integers(1, 12),
    )


@st.composite
def short_schedules(draw: st.DrawFn) -> ConstantSparsity | PolynomialDecay:
    """Schedules whose windows lie within, across and after a short training."""
    begin_step = draw(st.integers(0, 300))
    frequency = draw(st.integers(1, 120))
    if draw(st.booleans()):
        return ConstantSparsity(
            target_sparsity=draw(sparsities()),
            begin_step=begin_step,
            end_step=draw(st.one_of(st.just(-1), st.integers(begin_step, 500))),
            frequency=frequency,
        )
    return PolynomialDecay(
        initial_sparsity=draw(st.one_of(st.just(0.0), sparsities())),
        final_sparsity=draw(sparsities()),
        begin_step=begin_step,
        end_step=draw(st.integers(begin_step + 1, 500)),
        power=draw(powers()),
        frequency=frequency,
    )


def translations(schedule: Schedule, plan: TrainingPlan) -> dict[str, Translation]:
    """The translations that there are, by the name of the dialect."""
    answers = zip(DIALECTS, translate(schedule, plan), strict=True)
    return {name: answer for name, answer in answers if isinstance(answer, Translation)}


def decay(**changes: float) -> PolynomialDecay:
    """The article's decay within its first epoch, with changes."""
    arguments = {
        "initial_sparsity": 0.0,
        "final_sparsity": 0.875,
        "begin_step": 38,
        "end_step": 192,
    }
    return PolynomialDecay(**(arguments | changes))


@given(schedules(), plans())
def test_every_library_answers_every_schedule_in_the_order_of_the_dialects(
    schedule: Schedule, plan: TrainingPlan
) -> None:
    answers = translate(schedule, plan)
    assert [answer.library for answer in answers] == [each.library for each in DIALECTS.values()]


@given(short_schedules(), plans())
def test_at_the_end_of_the_window_every_library_asks_for_the_final_sparsity(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    assume(
        intent.end > max(intent.begin, 1)
    )  # a window of one step is none where steps count from 0
    for translation in translations(schedule, plan).values():
        assert translation.sparsity([intent.end]) == pytest.approx([intent.final], abs=1e-6)


@given(short_schedules(), plans())
def test_before_and_at_its_beginning_a_rise_asks_for_no_more_than_the_initial_sparsity(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    if intent.is_constant or intent.begin == 0:
        return
    found = translations(schedule, plan)
    for name in found.keys() & set(THAT_BEGIN_ANYWHERE):
        assert found[name].sparsity([intent.begin]) == pytest.approx([intent.initial], abs=1e-6)
    for name in ("jaxpruner", "nni"):
        if name in found:
            assert found[name].sparsity([intent.begin]) == [0.0]


@given(short_schedules(), plans())
def test_sparsity_goes_one_way_from_the_beginning_to_the_end(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    steps = np.arange(max(intent.begin, 1), intent.end + 10)
    for translation in translations(schedule, plan).values():
        asked = translation.sparsity(steps)
        assert asked.dtype == np.float32
        assert asked.shape == steps.shape
        assert (asked >= 0).all()
        assert (asked <= 1).all()
        changes = np.diff(asked)
        assert ((changes <= 0) if intent.falls else (changes >= 0)).all()


@given(short_schedules(), plans())
def test_masks_change_within_the_window_and_only_the_library_that_never_rests_goes_on(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    intent = intent_of(schedule, plan)
    for name, translation in translations(schedule, plan).items():
        steps = translation.update_steps(plan.total_steps)
        assert steps.dtype == np.int64
        assert (np.diff(steps) > 0).all()
        assert (steps >= max(intent.begin, 1)).all()
        assert (steps <= plan.total_steps).all()
        if name in THAT_REST:  # a count from 0 ends the window a step later
            assert (steps <= max(intent.end + 1, intent.first_update)).all()


@given(short_schedules(), plans())
def test_what_masks_hold_is_what_is_asked_for_at_their_updates(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    for translation in translations(schedule, plan).values():
        held = translation.staircase(plan.total_steps)
        np.testing.assert_array_equal(held.steps, translation.update_steps(plan.total_steps))
        np.testing.assert_array_equal(held.sparsity, translation.sparsity(held.steps))


@given(short_schedules(), plans())
def test_a_library_that_counts_updates_asks_for_the_same_until_the_next_one(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    found = translations(schedule, plan)
    for name in {"nni", "intel"} & found.keys():
        held = found[name].staircase(plan.total_steps)
        before_next = held.steps[1:] - 1
        np.testing.assert_array_equal(found[name].sparsity(before_next), held.sparsity[:-1])


@given(st.integers(1, 300), st.integers(1, 200), sparsities(), sparsities(), st.integers(1, 120))
def test_a_cubic_curve_is_taken_as_it_is_where_the_library_has_one(
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
    found = translations(schedule, ARTICLE_PLAN)
    for name in found.keys() & set(THAT_BEGIN_ANYWHERE):
        np.testing.assert_allclose(found[name].sparsity(steps), schedule.sparsity(steps), atol=1e-6)


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
def test_a_library_is_only_said_to_do_the_same_when_its_masks_do(
    schedule: ConstantSparsity | PolynomialDecay, plan: TrainingPlan
) -> None:
    total = plan.total_steps
    for translation in translations(schedule, plan).values():
        if translation.difference.startswith("It does what tfmot does"):
            steps = translation.update_steps(total)
            np.testing.assert_array_equal(steps, update_steps(schedule, total))
            np.testing.assert_allclose(
                translation.sparsity(steps), applied_sparsity(schedule, total)[steps - 1], atol=1e-4
            )


@given(schedules(), plans())
def test_python_that_is_written_compiles_and_holds_the_numbers(
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
def test_a_recipe_is_read_back_to_the_last_bit(schedule: Schedule, plan: TrainingPlan) -> None:
    for translation in translations(schedule, plan).values():
        if translation.language == "yaml":
            modifiers = recipe(translation.configuration)
            assert modifiers["!EpochRangeModifier"]["end_epoch"] == plan.epochs
            read = modifiers["!GMPruningModifier"]
            numbers = asdict(translation.schedule)
            del numbers["steps_per_epoch"]
            assert {name: read[name] for name in numbers} == numbers
            assert type(read["final_sparsity"]) is float


def recipe(text: str) -> dict[str, dict[str, object]]:
    """The modifiers of a recipe by their tags, of which nothing is constructed."""
    loader = yaml.SafeLoader("")
    ((_, modifiers),) = yaml.compose(text, Loader=yaml.SafeLoader).value
    return {
        modifier.tag: {key.value: loader.construct_object(value) for key, value in modifier.value}
        for modifier in modifiers.value
    }


def test_a_curve_through_points_has_no_words_in_any_library() -> None:
    points = [Keyframe(step=0, sparsity=0.0), Keyframe(step=100, sparsity=0.5)]
    schedule = KeyframeSchedule(keyframes=points, begin_step=0)
    for answer in translate(schedule, ONE_EPOCH):
        assert isinstance(answer, Untranslatable)
        assert "curve" in answer.reason


def test_a_sparsity_that_falls_has_words_only_where_weights_can_come_back() -> None:
    schedule = decay(initial_sparsity=0.5, final_sparsity=0.25)
    assert list(translations(schedule, ONE_EPOCH)) == THAT_BEGIN_ANYWHERE


def test_jaxpruner_updates_at_multiples_of_the_frequency_and_counts_from_0() -> None:
    jaxpruner = translations(decay(), ONE_EPOCH)["jaxpruner"]
    np.testing.assert_array_equal(jaxpruner.update_steps(192), [101])
    said = "Its masks change once (101), and tfmot's change once (138)"  # at 38 none is masked yet
    assert jaxpruner.difference.startswith(said)


def test_jaxpruner_has_a_schedule_with_a_power_and_one_without() -> None:
    constant = ConstantSparsity(target_sparsity=0.5, begin_step=38)
    without = translations(constant, ONE_EPOCH)["jaxpruner"].configuration
    assert "jaxpruner.PeriodicSchedule(" in without
    assert "power" not in without
    with_power = translations(decay(power=2), ONE_EPOCH)["jaxpruner"].configuration
    assert "jaxpruner.PolynomialSchedule(" in with_power


def test_as_many_updates_at_other_steps_are_a_difference() -> None:
    schedule = decay(initial_sparsity=0.1, end_step=230)
    said = "its masks change 2 times (101, 201), and tfmot's change 2 times (38, 138)"
    assert said in translations(schedule, ARTICLE_PLAN)["jaxpruner"].difference


def test_masks_that_never_change_are_told_from_masks_that_do() -> None:
    schedule = decay(begin_step=150, end_step=160)
    jaxpruner = translations(schedule, ONE_EPOCH)["jaxpruner"]
    assert jaxpruner.difference == "Its masks never change, and tfmot's change once (150)."


def test_sparseml_reaches_the_target_that_tfmot_misses() -> None:
    sparseml = translations(decay(), ONE_EPOCH)["sparseml"]
    held = sparseml.staircase(192)
    np.testing.assert_array_equal(held.steps, [38, 138, 192])
    assert held.sparsity[-1] == np.float32(0.875)
    assert "the training ends at 87.5\u00a0%, not at 83.73\u00a0%" in sparseml.difference


def test_torch_updates_at_every_step_and_never_rests() -> None:
    torch_ao = translations(decay(), ONE_EPOCH)["torch_ao"]
    np.testing.assert_array_equal(torch_ao.update_steps(250), np.arange(38, 251))
    assert "updates masks at every step" in torch_ao.difference


def test_other_powers_are_a_function_of_ones_own_in_torch() -> None:
    torch_ao = translations(decay(power=1.5), ONE_EPOCH)["torch_ao"]
    function = ast.parse(torch_ao.configuration).body[1]
    assert isinstance(function, ast.FunctionDef)
    names: dict[str, object] = {}
    source = compile(ast.Module([function], []), "configuration", "exec")
    exec(source, names)  # noqa: S102  # it is the function that a user would run
    level = names["sparsity_level"]
    assert callable(level)
    steps = np.arange(1, 250)
    levels = [level(step - 1) for step in steps.tolist()]
    np.testing.assert_allclose(levels, torch_ao.sparsity(steps), atol=1e-6)


def test_nni_has_no_step_to_begin_at_and_trains_dense_before() -> None:
    nni = translations(decay(end_step=138, frequency=50), ONE_EPOCH)["nni"]
    np.testing.assert_array_equal(nni.update_steps(192), [88, 138])
    assert "Train 38 steps before this" in nni.configuration
    assert "max_steps=154" in nni.configuration


def test_nni_refuses_a_training_that_ends_before_the_last_update() -> None:
    answer = translate(decay(end_step=238), ONE_EPOCH)[list(DIALECTS).index("nni")]
    assert isinstance(answer, Untranslatable)
    assert "step 238" in answer.reason
    assert "192" in answer.reason


@pytest.mark.parametrize(
    ("power", "curve"), [(1, "linear"), (3, "exp"), (0.5, "cos"), (0.1, "cube")]
)
def test_neural_compressor_gets_the_nearest_of_its_four_curves(power: float, curve: str) -> None:
    intel = translations(decay(power=power), ONE_EPOCH)["intel"]
    assert f'sparsity_decay_type="{curve}"' in intel.configuration
    assert (f"nearest curve, {curve}" in intel.difference) == (curve != "linear")
    assert ("its cube is the opposite" in intel.difference) == (power == 3)


def test_sparseml_takes_no_target_of_zero() -> None:
    falling = decay(initial_sparsity=0.5, final_sparsity=0.0)
    assert "sparseml" not in translations(falling, ONE_EPOCH)


def test_a_linear_decay_without_an_odd_end_is_the_same_in_neural_compressor() -> None:
    schedule = decay(begin_step=10, end_step=50, frequency=10, power=1)
    intel = translations(schedule, ONE_EPOCH)["intel"]
    assert intel.difference == "It leaves the last Linear layer, the classifier, dense."


def test_an_initial_sparsity_is_missed_where_curves_start_from_0() -> None:
    found = translations(decay(initial_sparsity=0.2), ONE_EPOCH)
    missing = [name for name, each in found.items() if "starts from 0" in each.difference]
    assert missing == ["jaxpruner", "nni", "intel"]


def test_power_0_holds_the_initial_sparsity_in_every_library() -> None:
    found = translations(decay(initial_sparsity=0.25, power=0), ONE_EPOCH)
    assert list(found) == list(DIALECTS)
    for translation in found.values():
        assert translation.sparsity([192]) == [0.25]


def test_a_schedule_without_an_end_ends_with_the_plan() -> None:
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=1152)
    jaxpruner = translations(schedule, ARTICLE_PLAN)["jaxpruner"]
    assert "update_end_step=5760" in jaxpruner.configuration
