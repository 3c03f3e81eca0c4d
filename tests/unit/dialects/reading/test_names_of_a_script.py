"""Partial functions, walruses, choices, classes and changed dictionaries have the values that Python gives them."""

import pytest

from pruning_core import ConstantSparsity, PolynomialDecay, Schedule, read_schedule
from pruning_core.errors import ScheduleError

HALF = ConstantSparsity(target_sparsity=0.5, begin_step=30, frequency=10)
DECAY = PolynomialDecay(initial_sparsity=0.0, final_sparsity=0.8, begin_step=10, end_step=782)


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        (
            "import functools\nmake = functools.partial(tfmot.sparsity.keras.PolynomialDecay, 0.0, 0.8)\n"
            "make(begin_step=10, end_step=782)",
            DECAY,
        ),
        ("partial(PolynomialDecay, 0.0, end_step=9)(0.8, 10, end_step=782)", DECAY),
        ("if (n := 10) > 3:\n    PolynomialDecay(0.0, 0.8, n, 782)", DECAY),
        ("PolynomialDecay(0.0, 0.8, begin_step=(n := 10), end_step=n * 78 + 2)", DECAY),
        ("end = 50_000 // 64 + (50_000 % 64 != 0)\nPolynomialDecay(0.0, 0.8, 10, end)", DECAY),
        ("n = 782\nend = n if n > 50 else n * 2\nPolynomialDecay(0.0, 0.8, 10, end)", DECAY),
        ("n = 781\nif 50_000 % 64:\n    n += 1\nPolynomialDecay(0.0, 0.8, 10, n)", DECAY),
        ("p = {'begin_step': 9}\np.update({'target_sparsity': 0.5}, begin_step=30)\n"
         "p |= {'frequency': 10}\nConstantSparsity(**p)", HALF),
        ("cfg = {'n': 30}\nConstantSparsity(0.5, cfg.get('n', 7), frequency=cfg.get('f', 10))", HALF),
        ("class Config:\n    n = 9\n    f: int = 10\ncfg = Config(n=30)\n"
         "ConstantSparsity(0.5, cfg.n, frequency=cfg.f)", HALF),
        ("target_sparsity=0.5, begin_step=3 * 10, frequency=10,", HALF),
        ("n = 3\ntarget_sparsity = 0.5\nbegin_step = n * 10\nfrequency = 10", HALF),
        ("pruning:\n  target_sparsity: 0.5  # half\n  begin_step: 30\n  frequency: 10\n", HALF),
    ],
)  # fmt: skip
def test_schedule_has_the_numbers_that_python_computes(text: str, schedule: Schedule) -> None:
    assert read_schedule(text) == schedule


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x or (n := 3)\nConstantSparsity(0.5, n)", ("n",)),
        ("n = 3\nwhile (n := n + 1) < 9:\n    ConstantSparsity(0.5, n)", ("n",)),
        ("n = 3\nif m > 2:\n    n += 1\nConstantSparsity(0.5, n)", ("n",)),
        ("end = 3 if n else 4\nConstantSparsity(0.5, end)", ("3 if n else 4",)),
        ("class C:\n    n = 3\n    def __init__(self): ...\nc = C()\nConstantSparsity(0.5, c.n)", ("c.n",)),
        ("target_sparsity: 0.5\nfrequency: 10", ("begin_step",)),
    ],
)  # fmt: skip
def test_number_that_may_be_another_one_is_asked_for(text: str, names: tuple[str, ...]) -> None:
    with pytest.raises(ScheduleError) as caught:
        read_schedule(text)
    assert caught.value.missing == names


def test_two_values_of_a_parameter_are_no_schedule() -> None:
    with pytest.raises(ScheduleError, match="there is no pruning schedule"):
        read_schedule("a:\n  target_sparsity: 0.5\nb:\n  target_sparsity: 0.6")
