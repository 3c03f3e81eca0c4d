"""What the libraries themselves did, recorded.

Installed here, they would exclude the lab's own NumPy and protobuf, or add another framework.
Each record is what the library's scheduler asked for when masks were computed, in a run of the
configuration that the lab writes: the schedulers of torch 2.14.1, nni 3.0, sparseml 1.8.0 and
neural-compressor 3.7.1 from their wheels, those of JaxPruner (14f9762) with NumPy in JAX's place,
all with stand-ins for the models that they prune.
"""

import numpy as np
import pytest

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, TrainingPlan
from pruning_core.dialects import DIALECTS, Translation, Untranslatable, translate

PLAN = TrainingPlan(num_examples=12, batch_size=1, epochs=2)
SCHEDULES: dict[str, Schedule] = {
    "rise": PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=5, end_step=20, frequency=4
    ),
    "line": PolynomialDecay(
        initial_sparsity=0.2, final_sparsity=0.8, begin_step=0, end_step=24, power=1, frequency=6
    ),
    "still": ConstantSparsity(target_sparsity=0.5, begin_step=7, frequency=5),
    "fall": PolynomialDecay(
        initial_sparsity=0.6, final_sparsity=0.1, begin_step=3, end_step=17, power=0.5, frequency=3
    ),
}
RECORDED: dict[tuple[str, str], dict[int, float]] = {
    ("jaxpruner", "rise"): {9: 0.529926, 13: 0.786074, 17: 0.868, 21: 0.875},
    ("torch_ao", "rise"): {
        5: 0,
        6: 0.163593,
        7: 0.305407,
        8: 0.427,
        9: 0.529926,
        10: 0.615741,
        11: 0.686,
        12: 0.742259,
        13: 0.786074,
        14: 0.819,
        15: 0.842593,
        16: 0.858407,
        17: 0.868,
        18: 0.872926,
        19: 0.874741,
        20: 0.875,
        21: 0.875,
        22: 0.875,
        23: 0.875,
        24: 0.875,
    },
    ("nni", "rise"): {9: 0.615741, 13: 0.842593, 17: 0.875},
    ("sparseml", "rise"): {5: 0, 9: 0.529926, 13: 0.786074, 17: 0.868, 20: 0.875},
    ("intel", "rise"): {5: 0, 9: 0.5, 13: 0.75, 17: 0.875},
    ("jaxpruner", "line"): {1: 0.033333, 7: 0.233333, 13: 0.433333, 19: 0.633333},
    ("torch_ao", "line"): {
        1: 0.225,
        2: 0.25,
        3: 0.275,
        4: 0.3,
        5: 0.325,
        6: 0.35,
        7: 0.375,
        8: 0.4,
        9: 0.425,
        10: 0.45,
        11: 0.475,
        12: 0.5,
        13: 0.525,
        14: 0.55,
        15: 0.575,
        16: 0.6,
        17: 0.625,
        18: 0.65,
        19: 0.675,
        20: 0.7,
        21: 0.725,
        22: 0.75,
        23: 0.775,
        24: 0.8,
    },
    ("nni", "line"): {6: 0.2, 12: 0.4, 18: 0.6, 24: 0.8},
    ("sparseml", "line"): {1: 0.2, 7: 0.356522, 13: 0.513043, 19: 0.669565, 24: 0.8},
    ("intel", "line"): {1: 0, 7: 0.266667, 13: 0.533333, 19: 0.8},
    ("jaxpruner", "still"): {11: 0.5, 16: 0.5, 21: 0.5},
    ("torch_ao", "still"): {
        7: 0.5,
        8: 0.5,
        9: 0.5,
        10: 0.5,
        11: 0.5,
        12: 0.5,
        13: 0.5,
        14: 0.5,
        15: 0.5,
        16: 0.5,
        17: 0.5,
        18: 0.5,
        19: 0.5,
        20: 0.5,
        21: 0.5,
        22: 0.5,
        23: 0.5,
        24: 0.5,
    },
    ("nni", "still"): {7: 0.5},
    ("sparseml", "still"): {7: 0.5, 12: 0.5, 17: 0.5, 22: 0.5, 24: 0.5},
    ("intel", "still"): {7: 0.5},
    ("torch_ao", "fall"): {
        3: 0.6,
        4: 0.581812,
        5: 0.56291,
        6: 0.543203,
        7: 0.522577,
        8: 0.500892,
        9: 0.477964,
        10: 0.453553,
        11: 0.427327,
        12: 0.398807,
        13: 0.367261,
        14: 0.331455,
        15: 0.288982,
        16: 0.233631,
        17: 0.1,
        18: 0.1,
        19: 0.1,
        20: 0.1,
        21: 0.1,
        22: 0.1,
        23: 0.1,
        24: 0.1,
    },
    ("sparseml", "fall"): {3: 0.6, 6: 0.561379, 9: 0.514913, 12: 0.454746, 15: 0.361379, 17: 0.1},
}
"""The sparsity that each library asked for, by the step at which its masks were computed."""


def answer(name: str, schedule: Schedule) -> Translation | Untranslatable:
    """What a library makes of a schedule."""
    return translate(schedule, PLAN)[list(DIALECTS).index(name)]


@pytest.mark.parametrize(("name", "schedule"), RECORDED)
def test_a_translation_updates_when_the_library_did_with_the_sparsity_that_it_asked_for(
    name: str, schedule: str
) -> None:
    translation = answer(name, SCHEDULES[schedule])
    assert isinstance(translation, Translation)
    held = translation.held(PLAN.total_steps)
    recorded = RECORDED[name, schedule]
    np.testing.assert_array_equal(held.steps, list(recorded))
    np.testing.assert_allclose(held.sparsity, list(recorded.values()), atol=1e-6)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_what_has_no_record_has_no_translation(name: str, schedule: str) -> None:
    if (name, schedule) not in RECORDED:
        assert isinstance(answer(name, SCHEDULES[schedule]), Untranslatable)
