"""Translations have the same steps and sparsities as torch, NNI, SparseML, Intel Neural Compressor and coreai-opt.

`python -m tests.contract.dialects.libraries` installs the libraries in separate environments and
runs every configuration again. A test run does not install them: with torch they take 12 GB, and SparseML
and Neural Compressor exclude the lab's NumPy. JaxPruner is not on PyPI: its numbers were computed by
its schedules at commit 14f9762, with NumPy in the place of JAX.
"""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, TrainingPlan
from pruning_core.dialects import Translation, Untranslatable, translate_for
from tests.contract.dialects.libraries.__main__ import RECORDED
from tests.contract.dialects.libraries.questions import INSTALLABLE, digest, plans_and_schedules


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One run of a library: the hash of its configuration, and the sparsity at each mask update."""

    library: str
    digest: str
    sparsities: dict[int, float]


QUESTIONS = [
    (name, plan, schedule) for plan, schedule in plans_and_schedules() for name in INSTALLABLE
]
TRANSLATED = [
    (name, plan, translation)
    for name, plan, schedule in QUESTIONS
    if isinstance(translation := translate_for(name, schedule, plan), Translation)
]
RECORDS = [
    Record(
        library=run["library"],
        digest=run["digest"],
        sparsities={int(step): sparsity for step, sparsity in run["asked"].items()},
    )
    for run in json.loads(RECORDED.read_text("utf-8"))
]


def assert_equals_the_library(
    translation: Translation, plan: TrainingPlan, sparsities: dict[int, float]
) -> None:
    """Check the steps and sparsities of a translation. The library's sparsities are zero before its first mask."""
    staircase = translation.staircase(plan.total_steps)
    first_step = int(staircase.steps[0]) if staircase.steps.size else plan.total_steps + 1
    assert not any(sparsity for step, sparsity in sparsities.items() if step < first_step)
    sparsities_of_masks = {
        step: sparsity for step, sparsity in sparsities.items() if step >= first_step
    }
    np.testing.assert_array_equal(staircase.steps, list(sparsities_of_masks))
    np.testing.assert_allclose(staircase.sparsity, list(sparsities_of_masks.values()), atol=1e-6)


def test_libraries_ran_the_configurations_that_the_lab_writes_today() -> None:
    digests_of_today = [
        (name, digest(translation.configuration)) for name, _, translation in TRANSLATED
    ]
    assert [(record.library, record.digest) for record in RECORDS] == digests_of_today, (
        "the configurations have changed: run `python -m tests.contract.dialects.libraries`"
    )


@pytest.mark.parametrize("library", INSTALLABLE)
def test_translation_has_the_update_steps_and_sparsities_of_the_library(
    library: str,
) -> None:
    comparisons = [
        (translation, plan, record.sparsities)
        for record, (name, plan, translation) in zip(RECORDS, TRANSLATED, strict=True)
        if name == library
    ]
    assert len(comparisons) >= 10
    for translation, plan, sparsities in comparisons:
        assert_equals_the_library(translation, plan, sparsities)


PLAN = TrainingPlan(num_examples=12, batch_size=1, epochs=2)
JAXPRUNER: dict[Schedule, dict[int, float]] = {
    PolynomialDecay(
        initial_sparsity=0.0, final_sparsity=0.875, begin_step=5, end_step=20, frequency=4
    ): {9: 0.529926, 13: 0.786074, 17: 0.868, 21: 0.875},
    PolynomialDecay(
        initial_sparsity=0.2, final_sparsity=0.8, begin_step=0, end_step=24, power=1, frequency=6
    ): {1: 0.033333, 7: 0.233333, 13: 0.433333, 19: 0.633333},
    ConstantSparsity(target_sparsity=0.5, begin_step=7, frequency=5): {11: 0.5, 16: 0.5, 21: 0.5},
}


@pytest.mark.parametrize("schedule", JAXPRUNER, ids=("rise", "line", "still"))
def test_jaxpruner_translation_has_the_update_steps_and_sparsities_of_its_schedules(
    schedule: Schedule,
) -> None:
    translation = translate_for("jaxpruner", schedule, PLAN)
    assert isinstance(translation, Translation)
    assert_equals_the_library(translation, PLAN, JAXPRUNER[schedule])


@pytest.mark.parametrize("library", ["jaxpruner", "nni", "intel"])
def test_falling_schedule_has_no_translation_for_libraries_that_only_rise(library: str) -> None:
    fall = PolynomialDecay(
        initial_sparsity=0.6, final_sparsity=0.1, begin_step=3, end_step=17, power=0.5, frequency=3
    )
    assert isinstance(translate_for(library, fall, PLAN), Untranslatable)
