"""For each library: its updates, its curve, and the schedules that it cannot express."""

import ast
import sys
from dataclasses import replace
from unittest.mock import MagicMock

import numpy as np
import pytest

from pruning_core import ConstantSparsity, KeyframeSchedule, TrainingPlan
from pruning_core.dialects import DIALECTS, Untranslatable, translate
from pruning_core.schedules import Keyframe
from tests.unit.dialects.schedules import (
    ARTICLE_PLAN,
    DIALECTS_WITH_INITIAL_SPARSITY,
    ONE_EPOCH,
    decay,
    translations,
)


def test_no_library_can_express_a_curve_through_points() -> None:
    points = [Keyframe(step=0, sparsity=0.0), Keyframe(step=100, sparsity=0.5)]
    schedule = KeyframeSchedule(keyframes=points, begin_step=0)
    for answer in translate(schedule, ONE_EPOCH):
        assert isinstance(answer, Untranslatable)
        assert "curve" in answer.reason


def test_only_libraries_that_regrow_weights_can_express_a_falling_sparsity() -> None:
    schedule = decay(initial_sparsity=0.5, final_sparsity=0.25)
    assert list(translations(schedule, ONE_EPOCH)) == DIALECTS_WITH_INITIAL_SPARSITY


def test_jaxpruner_updates_at_multiples_of_the_frequency_and_counts_from_0() -> None:
    jaxpruner = translations(decay(), ONE_EPOCH)["jaxpruner"]
    np.testing.assert_array_equal(jaxpruner.update_steps(192), [101])
    # At step 38 the scheduled sparsity is still 0, so no mask changes.
    text = "Its masks change once (101), and tfmot's change once (138)"
    assert jaxpruner.difference.startswith(text)


def test_jaxpruner_has_a_schedule_with_a_power_and_a_schedule_without_a_power() -> None:
    constant = ConstantSparsity(target_sparsity=0.5, begin_step=38)
    code_without_power = translations(constant, ONE_EPOCH)["jaxpruner"].configuration
    assert "jaxpruner.PeriodicSchedule(" in code_without_power
    assert "power" not in code_without_power
    code_with_power = translations(decay(power=2), ONE_EPOCH)["jaxpruner"].configuration
    assert "jaxpruner.PolynomialSchedule(" in code_with_power


def test_the_same_number_of_updates_at_other_steps_is_a_difference() -> None:
    schedule = decay(initial_sparsity=0.1, end_step=230)
    text = "its masks change 2 times (101, 201), and tfmot's change 2 times (38, 138)"
    assert text in translations(schedule, ARTICLE_PLAN)["jaxpruner"].difference


def test_other_sparsity_at_the_same_update_steps_is_a_difference() -> None:
    schedule = decay(
        initial_sparsity=0.7, final_sparsity=0.5, begin_step=0, end_step=2, frequency=1
    )
    plan = TrainingPlan(num_examples=1, batch_size=1, epochs=2)
    difference = translations(replace(schedule, power=1), plan)["sparseml"].difference
    assert difference == "Its sparsity differs from tfmot's by up to 10 points."


def test_the_difference_says_when_masks_never_change() -> None:
    schedule = decay(begin_step=150, end_step=160)
    jaxpruner = translations(schedule, ONE_EPOCH)["jaxpruner"]
    assert jaxpruner.difference == "Its masks never change, and tfmot's change once (150)."


def test_sparseml_reaches_the_target_that_tfmot_misses() -> None:
    sparseml = translations(decay(), ONE_EPOCH)["sparseml"]
    staircase = sparseml.staircase(192)
    np.testing.assert_array_equal(staircase.steps, [38, 138, 192])
    assert staircase.sparsity[-1] == np.float32(0.875)
    assert "the training ends at 87.5\u00a0%, not at 83.73\u00a0%" in sparseml.difference


def test_torch_updates_masks_at_every_step_and_never_stops() -> None:
    torch_ao = translations(decay(), ONE_EPOCH)["torch_ao"]
    np.testing.assert_array_equal(torch_ao.update_steps(250), np.arange(38, 251))
    assert "updates masks at every step" in torch_ao.difference


def test_torch_code_contains_a_function_for_other_powers() -> None:
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


def test_nni_has_no_begin_step_so_its_code_trains_dense_first() -> None:
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
def test_neural_compressor_uses_the_nearest_of_its_four_curves(power: float, curve: str) -> None:
    intel = translations(decay(power=power), ONE_EPOCH)["intel"]
    assert f'sparsity_decay_type="{curve}"' in intel.configuration
    assert (f"nearest curve, {curve}" in intel.difference) == (curve != "linear")
    assert ("its cube is the opposite" in intel.difference) == (power == 3)


def test_sparseml_cannot_express_a_target_of_zero() -> None:
    falling = decay(initial_sparsity=0.5, final_sparsity=0.0)
    assert "sparseml" not in translations(falling, ONE_EPOCH)


def test_neural_compressor_differs_only_in_the_last_layer_if_a_linear_decay_ends_on_an_update() -> (
    None
):
    schedule = decay(begin_step=10, end_step=50, frequency=10, power=1)
    intel = translations(schedule, ONE_EPOCH)["intel"]
    assert intel.difference == "It leaves the last Linear layer, the classifier, dense."


def test_libraries_whose_curves_start_at_0_cannot_express_an_initial_sparsity() -> None:
    by_dialect = translations(decay(initial_sparsity=0.2), ONE_EPOCH)
    missing = [
        name
        for name, translation in by_dialect.items()
        if "starts from 0" in translation.difference
    ]
    assert missing == ["jaxpruner", "nni", "intel"]


def test_power_0_keeps_the_initial_sparsity_in_every_library() -> None:
    by_dialect = translations(decay(initial_sparsity=0.25, power=0), ONE_EPOCH)
    assert list(by_dialect) == list(DIALECTS)
    for translation in by_dialect.values():
        assert translation.sparsity([192]) == [0.25]


def test_a_schedule_without_an_end_step_ends_with_the_plan() -> None:
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=1152)
    jaxpruner = translations(schedule, ARTICLE_PLAN)["jaxpruner"]
    assert "update_end_step=5760" in jaxpruner.configuration


def test_jaxpruner_code_restores_the_name_that_current_jax_does_not_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """JaxPruner calls `jax.tree_map`, which JAX 0.6 removed."""
    jax, jaxpruner = MagicMock(spec=["tree_util"]), MagicMock()
    assert not hasattr(jax, "tree_map")
    monkeypatch.setitem(sys.modules, "jax", jax)
    monkeypatch.setitem(sys.modules, "jaxpruner", jaxpruner)
    code = translations(decay(), ONE_EPOCH)["jaxpruner"].configuration
    exec(code, {"optimizer": None})  # noqa: S102  # the lab's own code
    assert jax.tree_map is jax.tree_util.tree_map
    assert jaxpruner.PolynomialSchedule.call_args.kwargs["update_freq"] == 100


def test_coreai_prepares_late_because_it_prunes_at_once_with_an_initial_sparsity() -> None:
    coreai = translations(decay(initial_sparsity=0.2, end_step=138), ONE_EPOCH)["coreai"]
    np.testing.assert_array_equal(coreai.update_steps(192), [38, 138])
    assert "Train 37 steps before this" in coreai.configuration
    assert "begin_step=1," in coreai.configuration
    assert coreai.difference == "It does what tfmot does at every step of this training."


def test_every_dialect_says_whether_its_library_is_maintained() -> None:
    for name, dialect in DIALECTS.items():
        assert ("20" in dialect.status) or ("maintain" in dialect.status), name
        assert dialect.status.endswith((".", "back.")), name


def test_training_that_is_too_long_to_compare_step_by_step_is_refused_with_a_reason() -> None:
    schedule = ConstantSparsity(target_sparsity=0.5, begin_step=0, frequency=1)
    for answer in translate(schedule, TrainingPlan.of_steps(2**31 - 1)):
        assert isinstance(answer, Untranslatable)
        assert "up to 10,000,000 steps, and yours has 2,147,483,647" in answer.reason
