"""The schedules in JavaScript have the same values as in the core, and refuse the same parameters."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from pages.components.elements.bundle import bundle_modules
from pruning_core import Schedule, kept_weights, schedule_from_config, update_steps
from pruning_core.errors import ScheduleError
from pruning_core.prediction.masks import update_range
from pruning_core.prediction.ties import tied_updates
from pruning_core.schedules import PolynomialDecay

ZEROS = (0.0, 0.4)
KERNELS = (1, 7, 288, 18_432, 409_600, 10_000_019)


def golden_schedules() -> list[dict[str, Any]]:
    """Configs of schedules of every class, with random numbers and with round numbers."""
    generator = np.random.default_rng(0)
    configs: list[dict[str, Any]] = []
    for index in range(300):
        begin, span = int(generator.integers(0, 10**6)), int(generator.integers(1, 10**6))
        window = {
            "begin_step": begin * (index % 3 > 0),
            "end_step": begin + span,
            "frequency": int(generator.integers(1, 2 * span + 1)),
        }
        low, high = sorted(generator.random(2).tolist())
        power = [0, 0.5, 1, 2, 3, float(generator.random() * 10)][index % 6]
        ends = {"initial_sparsity": low, "final_sparsity": high}
        if index % 5 == 0:
            ends = {"initial_sparsity": high, "final_sparsity": low}
        configs.append(
            {"class_name": "PolynomialDecay", "config": ends | window | {"power": power}}
        )
        configs.append(
            {
                "class_name": "ConstantSparsity",
                "config": {"target_sparsity": high}
                | window
                | {"end_step": [-1, begin + span][index % 2]},
            }
        )
        steps = sorted({int(step) for step in generator.integers(0, 10**6, 6)})
        points = [
            [step, float(generator.random()), ["linear", "smooth", "hold"][point % 3]]
            for point, step in enumerate(steps)
        ]
        configs.append({"class_name": "KeyframeSchedule", "config": window | {"keyframes": points}})
    return configs


def core_values(schedule: Schedule, total: int, steps: list[int]) -> dict[str, Any]:
    """The values that the core computes."""
    updates = update_steps(schedule, total)
    return {
        "sparsity": schedule.sparsity(steps).astype(float).tolist(),
        "kept": [[kept_weights(schedule, step, size) for size in KERNELS] for step in steps],
        "updates": [int(updates.size), *map(int, updates[:1]), *map(int, updates[-1:])],
        "tied": [
            [
                [part[0], part[-1]]
                for part in tied_updates(schedule, update_range(schedule, total), zeros=zeros)
            ]
            for zeros in ZEROS
        ],
    }


COMPUTE_JS = """cases => cases.map(({ schedule, total, steps, sizes, zeros }) => {
    const draft = { class_name: schedule.class_name, ...schedule.config };
    const updates = lab.updates(draft, total);
    return {
        sparsity: steps.map((step) => lab.sparsityAt(draft, step)),
        kept: steps.map((step) => sizes.map((size) => lab.keptWeights(draft, step, size))),
        updates: updates.count ? [updates.count, updates.first, updates.last] : [0],
        tied: zeros.map((fraction) => lab.tiedUpdates(draft, updates, fraction)),
        problem: lab.problemOf(draft),
    };
})"""


@pytest.fixture(scope="module")
def math_page(browser: Browser) -> Iterator[Page]:
    """A page where schedule_math.js is imported as `lab`."""
    tab = browser.new_page()
    script = bundle_modules("schedule_editor/math/problems.js")
    names = "updates, sparsityAt, keptWeights, problemOf"
    tab.add_script_tag(type="module", content=f"{script}\nwindow.lab = {{ {names} }};")
    tab.wait_for_function("window.lab")
    ties = bundle_modules("schedule_editor/math/ties.js")
    tab.add_script_tag(type="module", content=f"{ties}\nObject.assign(lab, {{ tiedUpdates }});")
    tab.wait_for_function("'tiedUpdates' in lab")
    yield tab
    tab.close()


def test_browser_computes_the_same_values_as_the_core(math_page: Page) -> None:
    generator = np.random.default_rng(1)
    cases, answers, exact = [], [], []
    for config in golden_schedules():
        schedule = schedule_from_config(config)
        total = int(generator.integers(1, 2 * 10**6))
        end = max(schedule.end_step, schedule.begin_step)
        steps = sorted(
            {0, 1, schedule.begin_step, end, end + 1, *generator.integers(0, end + 2, 6).tolist()}
        )
        cases.append(
            {"schedule": config, "total": total, "steps": steps, "sizes": KERNELS, "zeros": ZEROS}
        )
        answers.append(core_values(schedule, total, steps))
        power = schedule.power if isinstance(schedule, PolynomialDecay) else 1
        exact.append(power in (0, 0.5, 1, 2, 3))
    browser_results = math_page.evaluate(COMPUTE_JS, json.loads(json.dumps(cases)))
    for case, answer, result, is_exact in zip(cases, answers, browser_results, exact, strict=True):
        assert result["problem"] is None, case
        assert result["updates"] == answer["updates"], case
        if is_exact:
            assert result["sparsity"] == answer["sparsity"], case
            assert result["kept"] == answer["kept"], case
            assert result["tied"] == answer["tied"], case
        else:  # JavaScript and the C library may differ in the last bit of a power
            browser_sparsities, core_sparsities = (
                np.array(side["sparsity"], np.float32) for side in (result, answer)
            )
            np.testing.assert_array_max_ulp(browser_sparsities, core_sparsities, maxulp=1)


INVALID_VALUES: list[tuple[str, Any]] = [
    ("power", -1), ("power", 1e300), ("begin_step", -1), ("begin_step", 1.5), ("end_step", 5),
    ("end_step", -1), ("end_step", -2), ("end_step", 2**54), ("frequency", 0),
    ("initial_sparsity", 1.0), ("final_sparsity", -0.1), ("power", None), ("frequency", "x"),
]  # fmt: skip


def test_browser_refuses_the_same_parameters_as_the_core(math_page: Page) -> None:
    valid_config = {
        "initial_sparsity": 0.0, "final_sparsity": 0.5, "power": 3,
        "begin_step": 5, "end_step": 50, "frequency": 5,
    }  # fmt: skip
    for name, value in INVALID_VALUES:
        config = {"class_name": "PolynomialDecay", "config": valid_config | {name: value}}
        with pytest.raises(ScheduleError) as error_info:
            schedule_from_config(config)
        case = {"schedule": config, "total": 9, "steps": [], "sizes": [], "zeros": []}
        result = math_page.evaluate(COMPUTE_JS, [case])[0]["problem"]
        assert result["field"] == error_info.value.field == name


@pytest.mark.parametrize(
    "points",
    [[], [[5, 0.1], [5, 0.2]], [[5, 0.1], [3, 0.2]], [[-1, 0.1]], [[1.5, 0.1]], [[1, 1.0]]],
)
def test_browser_refuses_the_same_keyframes_as_the_core(
    math_page: Page, points: list[list[float]]
) -> None:
    config = {
        "class_name": "KeyframeSchedule",
        "config": {"keyframes": points, "begin_step": 0, "end_step": 9, "frequency": 1},
    }
    with pytest.raises(ScheduleError):
        schedule_from_config(config)
    case = {"schedule": config, "total": 9, "steps": [], "sizes": [], "zeros": []}
    assert math_page.evaluate(COMPUTE_JS, [case])[0]["problem"]["field"] == "keyframes"
