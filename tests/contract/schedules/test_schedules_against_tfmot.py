"""The core's curves, update steps and kept weights equal those of the installed tfmot."""

import json
import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tensorflow_model_optimization.sparsity import keras as tfmot

from pruning_core import (
    ConstantSparsity,
    KeyframeSchedule,
    PolynomialDecay,
    Schedule,
    kept_weights,
    schedule_from_config,
)
from pruning_core.errors import ScheduleError
from pruning_core.schedules.traced_keyframes import KeyframeSchedule as TracedKeyframeSchedule
from tests.contract.schedules.traced import traced, traced_kept_weights, traced_schedule
from tests.strategies import (
    EXACT_POWERS,
    constant_schedules,
    keyframe_schedules,
    polynomial_schedules,
    schedules,
    sparsities,
    steps_of,
)

# Every example traces a graph, so `make soak` searches the larger part of the space.
tracing_settings = settings(max_examples=int(os.environ.get("PRUNELAB_TEST_EXAMPLES", "10")))
plain_settings = settings(max_examples=300)

mask_sizes = st.one_of(st.integers(1, 1000), st.integers(1, 10**6), st.integers(10**6, 10**8))
other_powers = st.floats(min_value=0.01, max_value=20.0)


@pytest.mark.parametrize("power", EXACT_POWERS)
@tracing_settings
@given(data=st.data())
def test_a_polynomial_schedule_equals_tfmot_exactly(power: float, data: st.DataObject) -> None:
    assert_equals_tfmot(data.draw(polynomial_schedules(st.just(power))), data)


@tracing_settings
@given(constant_schedules(), st.data())
def test_a_constant_schedule_equals_tfmot_exactly(
    schedule: ConstantSparsity, data: st.DataObject
) -> None:
    assert_equals_tfmot(schedule, data)


@tracing_settings
@given(keyframe_schedules(), st.data())
def test_a_keyframe_schedule_equals_its_tfmot_object_exactly(
    schedule: KeyframeSchedule, data: st.DataObject
) -> None:
    assert_equals_tfmot(schedule, data)


def assert_equals_tfmot(schedule: Schedule, data: st.DataObject) -> None:
    steps = data.draw(steps_of(schedule))
    update_flags, sparsity = traced_schedule(schedule, steps)
    np.testing.assert_array_equal(schedule.should_prune(steps), update_flags)
    assert schedule.sparsity(steps).tobytes() == sparsity.tobytes()


@tracing_settings
@given(polynomial_schedules(other_powers), st.data())
def test_a_polynomial_schedule_of_any_other_power_is_within_one_ulp_of_tfmot(
    schedule: PolynomialDecay, data: st.DataObject
) -> None:
    steps = data.draw(steps_of(schedule))
    update_flags, sparsity = traced_schedule(schedule, steps)
    np.testing.assert_array_equal(schedule.should_prune(steps), update_flags)
    np.testing.assert_array_max_ulp(schedule.sparsity(steps), sparsity, maxulp=1)


def test_subnormal_sparsities_are_zero_as_in_tensorflow() -> None:
    schedule = PolynomialDecay(
        initial_sparsity=0.9, final_sparsity=0.0, begin_step=0, end_step=100, power=20
    )
    _turns, sparsity = traced_schedule(schedule, [98, 99])
    assert schedule.sparsity([98, 99]).tobytes() == sparsity.tobytes()
    assert sparsity[1] == 0


@pytest.mark.parametrize("levels", [(0.0, 1e-40), (1e-37, 0.0), (1.2e-38, 2.3e-38), (3e-38, 1e-40)])
def test_keyframes_with_subnormal_sparsities_equal_tensorflow(
    levels: tuple[float, float],
) -> None:
    keyframes = [(step, level, "smooth") for step, level in zip((0, 100), levels, strict=True)]
    schedule = KeyframeSchedule(keyframes=keyframes, begin_step=0)
    steps = np.arange(0, 120, 3)
    _turns, sparsity = traced_schedule(schedule, steps)
    assert schedule.sparsity(steps).tobytes() == sparsity.tobytes()


@pytest.mark.parametrize("power", EXACT_POWERS)
@tracing_settings
@given(data=st.data())
def test_kept_weights_of_a_polynomial_schedule_equal_those_of_a_mask_update(
    power: float, data: st.DataObject
) -> None:
    assert_kept_weights_equal_tfmot(data.draw(polynomial_schedules(st.just(power))), data)


@tracing_settings
@given(constant_schedules(), st.data())
def test_kept_weights_of_a_constant_schedule_equal_those_of_a_mask_update(
    schedule: ConstantSparsity, data: st.DataObject
) -> None:
    assert_kept_weights_equal_tfmot(schedule, data)


@tracing_settings
@given(keyframe_schedules(), st.data())
def test_kept_weights_of_a_keyframe_schedule_equal_those_of_a_mask_update(
    schedule: KeyframeSchedule, data: st.DataObject
) -> None:
    assert_kept_weights_equal_tfmot(schedule, data)


def assert_kept_weights_equal_tfmot(schedule: Schedule, data: st.DataObject) -> None:
    steps = data.draw(steps_of(schedule))
    sizes = data.draw(st.lists(mask_sizes, min_size=2, max_size=2))
    kept = [[kept_weights(schedule, step, size) for size in sizes] for step in steps]
    np.testing.assert_array_equal(kept, traced_kept_weights(schedule, steps, sizes))


@tracing_settings
@given(polynomial_schedules(other_powers), mask_sizes, st.data())
def test_kept_weights_of_any_other_power_are_within_one_ulp_of_a_mask_update(
    schedule: PolynomialDecay, size: int, data: st.DataObject
) -> None:
    steps = data.draw(steps_of(schedule))
    kept = [kept_weights(schedule, step, size) for step in steps]
    measured = traced_kept_weights(schedule, steps, [size])[:, 0]
    # One ulp of a kept fraction in [1/2, 1) is 2**-24 of the weights; the product rounds once more.
    np.testing.assert_allclose(kept, measured, rtol=0, atol=1 + size * 2.0**-23)


@plain_settings
@given(schedules())
def test_config_equals_that_of_tfmot_and_is_read_as_the_same_schedule(
    schedule: Schedule,
) -> None:
    config = schedule.get_config()
    assert config == schedule.to_tfmot().get_config()
    assert schedule_from_config(config) == schedule
    assert schedule_from_config(json.loads(json.dumps(config))) == schedule


INTEGERS: dict[str, Any] = {
    "initial_sparsity": 0,
    "final_sparsity": 0,
    "begin_step": 0,
    "end_step": 9,
}
NUMPY_SCALARS: dict[str, Any] = {
    "initial_sparsity": np.float64(0.1),
    "final_sparsity": np.float16(0.5),
    "begin_step": np.int32(3),
    "end_step": np.int64(90),
    "power": np.float32(2),
    "frequency": np.uint8(7),
}


@pytest.mark.parametrize("arguments", [INTEGERS, NUMPY_SCALARS])
def test_tfmot_can_trace_a_schedule_that_was_made_from_integers_or_numpy_scalars(
    arguments: dict[str, Any],
) -> None:
    schedule = PolynomialDecay(**arguments)
    steps = np.arange(100)
    update_flags, sparsity = traced_schedule(schedule, steps)
    np.testing.assert_array_equal(schedule.should_prune(steps), update_flags)
    np.testing.assert_array_equal(schedule.sparsity(steps), sparsity)
    assert schedule_from_config(json.loads(json.dumps(schedule.get_config()))) == schedule


invalid_steps = st.one_of(st.integers(-5, 5), st.integers(), st.floats(-5, 5), st.none(), st.text())
invalid_sparsities = st.one_of(
    sparsities(), st.floats(), st.integers(-2, 2), st.none(), st.text(), st.complex_numbers()
)


@plain_settings
@given(
    st.fixed_dictionaries(
        {"target_sparsity": invalid_sparsities, "begin_step": invalid_steps},
        optional={"end_step": invalid_steps, "frequency": invalid_steps},
    )
)
def test_the_lab_rejects_every_constant_schedule_that_tfmot_rejects(
    arguments: dict[str, Any],
) -> None:
    assert_rejected_if_tfmot_rejects(tfmot.ConstantSparsity, ConstantSparsity, arguments)


@plain_settings
@given(
    st.fixed_dictionaries(
        {
            "initial_sparsity": invalid_sparsities,
            "final_sparsity": invalid_sparsities,
            "begin_step": invalid_steps,
            "end_step": invalid_steps,
        },
        optional={"power": invalid_sparsities, "frequency": invalid_steps},
    )
)
def test_the_lab_rejects_every_polynomial_schedule_that_tfmot_rejects(
    arguments: dict[str, Any],
) -> None:
    assert_rejected_if_tfmot_rejects(tfmot.PolynomialDecay, PolynomialDecay, arguments)


invalid_segments = st.one_of(st.sampled_from(("linear", "smooth", "hold")), st.text(), st.none())
invalid_keyframes = st.lists(
    st.tuples(invalid_steps, invalid_sparsities, invalid_segments), max_size=3
)


@plain_settings
@given(
    st.fixed_dictionaries(
        {"keyframes": invalid_keyframes, "begin_step": invalid_steps},
        optional={"end_step": invalid_steps, "frequency": invalid_steps},
    )
)
def test_the_lab_rejects_every_keyframe_schedule_that_its_tfmot_object_rejects(
    arguments: dict[str, Any],
) -> None:
    assert_rejected_if_tfmot_rejects(TracedKeyframeSchedule, KeyframeSchedule, arguments)


def assert_rejected_if_tfmot_rejects(
    class_of_tfmot: type, class_of_the_lab: type, arguments: dict[str, Any]
) -> None:
    try:
        class_of_tfmot(**arguments)
    except (TypeError, ValueError):
        with pytest.raises(ScheduleError):
            class_of_the_lab(**arguments)


NAN, INFINITY = float("nan"), float("inf")
BREAKS_A_TRAINING = [
    ("end_step", 5, {"begin_step": 5, "end_step": 5}),
    ("power", -1, {"power": -1}),
    ("power", -0.5, {"power": -0.5}),
    ("power", NAN, {"power": NAN}),
    ("begin_step", 0.0, {"begin_step": 0.0}),
    ("end_step", 8.0, {"end_step": 8.0}),
    ("frequency", 2.0, {"frequency": 2.0}),
    ("frequency", NAN, {"frequency": NAN}),
    ("end_step", INFINITY, {"end_step": INFINITY}),
    ("power", None, {"power": None}),
    ("power", "three", {"power": "three"}),
]


@pytest.mark.parametrize(("field", "value", "changed_arguments"), BREAKS_A_TRAINING)
def test_schedule_that_breaks_a_training_is_rejected_and_the_error_names_field_and_value(
    field: str, value: object, changed_arguments: dict[str, Any]
) -> None:
    arguments: dict[str, Any] = {
        "initial_sparsity": 0.1,
        "final_sparsity": 0.5,
        "begin_step": 0,
        "end_step": 8,
        "frequency": 2,
    } | changed_arguments
    assert breaks_a_training(tfmot.PolynomialDecay(**arguments), steps=range(1, 10))
    with pytest.raises(ScheduleError) as error_info:
        PolynomialDecay(**arguments)
    assert error_info.value.field == field
    assert field in str(error_info.value)
    assert str(value) in str(error_info.value)
    assert len(str(error_info.value).split()) > 5


def breaks_a_training(accepted: tfmot.PruningSchedule, steps: range) -> bool:
    try:
        _turns, sparsity = traced(accepted, steps)
    except (TypeError, ValueError, OverflowError):
        return True
    return not np.all(np.isfinite(sparsity) & (sparsity >= 0) & (sparsity < 1))
